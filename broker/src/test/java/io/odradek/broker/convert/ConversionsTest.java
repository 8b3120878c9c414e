package io.odradek.broker.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

final class ConversionsTest {
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();

    @Test
    void twoRunAtOnceAndTheOthersFollowInOrder() {
        Conversions conversions = new Conversions(threads::add, 1 << 20);
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            conversions.run(() -> ran.add(number));
        }
        assertEquals(2, threads.size());
        threads.remove().run();
        assertEquals(List.of(0, 2, 3, 4), ran);
        threads.remove().run();
        assertEquals(List.of(0, 2, 3, 4, 1), ran);
        conversions.run(() -> ran.add(5));
        threads.remove().run();
        assertEquals(5, ran.getLast());
    }

    @Test
    void aConversionThatFailsDoesNotHoldUpTheNext() {
        Conversions conversions = new Conversions(threads::add, 1 << 20);
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            conversions.run(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    });
        }
        conversions.run(() -> ran.add(1));
        threads.remove().run();
        assertEquals(List.of(1), ran);
    }

    @Test
    void grantsShrinkAsTheBudgetIsUsedUpAndNeverEnd() {
        Conversions conversions = new Conversions(threads::add, 64 << 20);
        assertEquals(16 << 20, conversions.grant(100 << 20));
        assertEquals(12 << 20, conversions.grant(100 << 20));
        assertEquals(5, conversions.grant(5));
        for (int i = 0; i < 100; i++) {
            assertTrue(conversions.grant(100 << 20) >= 64 << 10);
        }
        assertEquals(64 << 10, conversions.grant(100 << 20));
    }

    @Test
    void whatIsSentIsNoLongerCharged() {
        Conversions conversions = new Conversions(threads::add, 64 << 20);
        ByteBuffer records = ByteBuffer.allocate(1000).limit(700);
        conversions.charge(ConvertedRecords.chargeOf(records));
        assertEquals(1000, conversions.used());
        ByteBuf message = (ByteBuf) new ConvertedRecords(records, conversions).toMessage();
        assertEquals(700, message.readableBytes());
        assertEquals(1000, conversions.used());
        message.release();
        assertEquals(0, conversions.used());
        conversions.charge(1000);
        new ConvertedRecords(records, conversions).copyTo(ByteBuffer.allocate(700));
        assertEquals(0, conversions.used());
    }
}
