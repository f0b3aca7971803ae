package dev.headrace.gateway.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;

/** Sees the answers of one connection before they are bytes: in what a body's bytes look like clients have a say. */
// What Netty promises of a write is of no interest here.
@SuppressWarnings("FutureReturnValueIgnored")
final class Answers extends ChannelOutboundHandlerAdapter {
    private final Runnable switched;
    private long given;

    /**
     * Those from now on.
     *
     * @param given answers until now
     * @param switched is told when one says that another protocol begins
     */
    Answers(long given, Runnable switched) {
        this.given = given;
        this.switched = switched;
    }

    /** How many have begun, without those that only say that another one will come. */
    long given() {
        return given;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse answer) {
            if (answer.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                switched.run();
            } else if (answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                given++;
            }
        }
        ctx.write(message, promise);
    }
}
