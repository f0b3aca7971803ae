package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    private static final Identity USER = identity(Role.USER);

    @Test
    void aSubscriptionHasAFilterANameAndAPlaceToGoOn() {
        String at = new Position(1, 2, 3).text();

        Command.Subscribe read = assertInstanceOf(
                Command.Subscribe.class,
                of(
                        USER,
                        "{'type':'subscribe','id':'mine','filter':{'events':['task.*'],'priorities':['medium']},"
                                + "'last_event_id':'" + at + "'}"));

        assertEquals("mine", read.id());
        assertEquals(Set.of("task.*"), read.filter().events());
        assertEquals(Set.of("NORMAL"), read.filter().priorities());
        assertEquals("acme", read.filter().tenant());
        assertEquals("Position[1, 2, 3]", String.valueOf(read.from()));
    }

    @Test
    void withoutAFilterItIsAllOfOnesTenant() {
        Command.Subscribe read = assertInstanceOf(Command.Subscribe.class, of(USER, "{'type':'subscribe'}"));

        assertEquals(Command.DEFAULT, read.id());
        assertEquals("acme", read.filter().whose());
        assertNull(read.from());
    }

    @Test
    void theOthersAreShort() {
        assertEquals(new Command.Unsubscribe("a"), of(USER, "{'type':'unsubscribe','id':'a','ref':'1'}"));
        assertInstanceOf(Command.Ping.class, of(USER, "{'type':'ping'}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | type | is required
            [] | type | is required
            7 | type | is required
            {'type':'subscrbe'} | type | did you mean subscribe?
            {'type':'unsubscribe'} | id | is required
            {'type':'subscribe','id':'a b'} | id | must be 1 to 64
            {'type':'subscribe','fliter':{}} | fliter | did you mean filter?
            {'type':'subscribe','filter':{'evnts':[]}} | filter.evnts | did you mean events?
            {'type':'subscribe','filter':{'events':'task.*'}} | filter.events | must be an array
            {'type':'subscribe','filter':{'events':['task.ded']}} | filter.events | did you mean task.dead?
            {'type':'subscribe','filter':{'events':['btach.*']}} | filter.events | which is not known
            {'type':'subscribe','filter':{'events':[null]}} | filter.events[0] | null
            {'type':'subscribe','filter':{'priorities':['higt']}} | filter.priorities | did you mean HIGH?
            {'type':'subscribe','filter':{'states':['FAILED']}} | filter.states | known are BLOCKED
            {'type':'subscribe','filter':{'task_ids':['7']}} | filter.task_ids | must be ids
            {'type':'subscribe','filter':{'queues':['']}} | filter.queues | blank
            {'type':'subscribe','filter':{'tenant':'other'}} | filter.tenant | is not yours
            {'type':'subscribe','filter':{'owners':['bob']}} | filter.owners | may only be you
            {'type':'subscribe','last_event_id':'nonsense'} | last_event_id | was given out
            """)
    void whatIsWrongIsNamed(String message, String field, String says) {
        ApiException refused = assertThrows(ApiException.class, () -> of(USER, message));

        assertEquals(ErrorCode.VALIDATION_FAILED, refused.code());
        assertEquals(field, refused.errors().getFirst().field());
        assertTrue(
                refused.errors().getFirst().message().contains(says),
                refused.errors().getFirst()::message);
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        ApiException refused = assertThrows(
                ApiException.class,
                () -> of(
                        USER,
                        "{'type':'subscribe','id':'','last_event_id':'x','filter':{'events':['x'],'states':['y']}}"));

        assertEquals(
                List.of("id", "last_event_id", "filter.events", "filter.states"),
                refused.errors().stream().map(each -> each.field()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{", "{'type':'ping'} {}"})
    void whatIsNoJsonIsSaidToBeNone(String text) {
        assertEquals(
                ErrorCode.MALFORMED_REQUEST,
                assertThrows(ApiException.class, () -> of(USER, text)).code());
    }

    @Test
    void operatorsNameOwnersAndAdminsTenants() {
        Command.Subscribe operators = assertInstanceOf(
                Command.Subscribe.class,
                of(identity(Role.OPERATOR), "{'type':'subscribe','filter':{'owners':['bob']}}"));
        Command.Subscribe admins = assertInstanceOf(
                Command.Subscribe.class, of(identity(Role.ADMIN), "{'type':'subscribe','filter':{'tenant':'*'}}"));

        assertEquals(Set.of("bob"), operators.filter().owners());
        assertEquals(LiveFilter.ANY, admins.filter().whose());
    }

    private static Command of(Identity caller, String message) {
        return Command.of(Command.read(message.replace('\'', '"')), caller);
    }

    private static Identity identity(Role role) {
        return new Identity("acme", "ann", Set.of(role), "free", Set.of());
    }
}
