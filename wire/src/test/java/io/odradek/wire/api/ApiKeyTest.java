package io.odradek.wire.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

final class ApiKeyTest {
    @Test
    void everyApiOfApacheHasItsNameVersionsAndHeaders() {
        assertEquals(ApiKeys.values().length, ApiKey.values().length);
        for (ApiKeys theirs : ApiKeys.values()) {
            ApiKey ours = ApiKey.forId(theirs.id);
            assertNotNull(ours, theirs.name());
            assertEquals(theirs.name(), ours.name());
            assertEquals(theirs.name, ours.apiName());
            if (!theirs.hasValidVersion()) {
                continue; // Withdrawn; ours knows the versions of the last release that had it.
            }
            assertEquals(theirs.latestVersion(true), ours.maxVersion(), theirs.name());
            assertEquals(theirs.latestVersion(false), ours.latestStableVersion(), theirs.name());
            assertTrue(ours.minVersion() <= theirs.oldestVersion(), theirs.name());
            for (short v = theirs.oldestVersion(); v <= theirs.latestVersion(true); v++) {
                String what = theirs.name() + " version " + v;
                assertEquals(theirs.requestHeaderVersion(v), ours.requestHeaderVersion(v), what);
                assertEquals(theirs.responseHeaderVersion(v), ours.responseHeaderVersion(v), what);
            }
        }
    }

    @Test
    void brokersAndControllersOfferWhatApachesDo() {
        for (ApiKey ours : ApiKey.values()) {
            ApiKeys theirs = ApiKeys.forId(ours.id());
            assertEquals(
                    theirs.inScope(ApiMessageType.ListenerType.BROKER),
                    ours.onBroker(),
                    ours.name());
            assertEquals(
                    theirs.inScope(ApiMessageType.ListenerType.CONTROLLER),
                    ours.onController(),
                    ours.name());
        }
    }

    @Test
    void onlyTheOldestControlledShutdownHasTheOldestHeader() {
        assertEquals(0, ApiKey.CONTROLLED_SHUTDOWN.requestHeaderVersion((short) 0));
        assertEquals(1, ApiKey.CONTROLLED_SHUTDOWN.requestHeaderVersion((short) 1));
        assertEquals(1, ApiKey.PRODUCE.requestHeaderVersion((short) 0));
    }

    @Test
    void aNumberThatIsNoApiIsNone() {
        assertNull(ApiKey.forId(-1));
        assertNull(ApiKey.forId(95));
        assertNull(ApiKey.forId(4711));
    }
}
