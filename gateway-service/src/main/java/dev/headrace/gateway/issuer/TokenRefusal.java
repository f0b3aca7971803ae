package dev.headrace.gateway.issuer;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;

/** Says why a token was refused, as far as its holder can do something about it. */
public final class TokenRefusal {
    private TokenRefusal() {}

    public static ApiException because(InvalidJwtException e) {
        if (e.hasExpired()) {
            return new ApiException(ErrorCode.CREDENTIAL_EXPIRED, "The token has expired: get a new one");
        }
        if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return refused("its audience is another");
        }
        if (e.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return refused("it is not valid yet");
        }
        if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
            return refused("its signature does not fit");
        }
        return refused("it is not signed by a key and in a way that its issuer uses, or lacks a claim");
    }

    public static ApiException refused(String why) {
        return new ApiException(ErrorCode.UNAUTHENTICATED, "The token is refused: " + why);
    }
}
