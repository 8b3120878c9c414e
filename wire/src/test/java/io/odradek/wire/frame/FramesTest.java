package io.odradek.wire.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.odradek.wire.api.ApiKey;
import io.odradek.wire.codec.ByteRecords;
import io.odradek.wire.codec.MalformedMessageException;
import io.odradek.wire.codec.RecordData;
import io.odradek.wire.codec.Response;
import io.odradek.wire.codec.UnsupportedVersionException;
import io.odradek.wire.codec.WireReader;
import io.odradek.wire.codec.WireWriter;
import io.odradek.wire.message.ApiVersionsResponse;
import io.odradek.wire.message.FetchRequest;
import io.odradek.wire.message.FetchResponse;
import io.odradek.wire.message.MetadataRequest;
import io.odradek.wire.message.RequestHeader;

import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

final class FramesTest {
    @Test
    void aRequestIsReadBackWithItsHeaderInEveryVersion() {
        for (short v = 0; v <= MetadataRequest.MAX_VERSION; v++) {
            MetadataRequest body =
                    MetadataRequest.builder()
                            .allowAutoTopicCreation(true)
                            .topics(List.of())
                            .build();
            WireReader in = unprefixed(OutFrame.request(7, "client", body, v).toBuffer());
            RequestHeader header = Frames.readRequestHeader(in);
            assertEquals(new RequestHeader((short) 3, v, 7, "client"), header);
            assertEquals(ApiKey.METADATA, Frames.apiKey(header));
            assertEquals(body, Frames.readRequestBody(in, header), "version " + v);
        }
    }

    @Test
    void aHeaderOfAVersionFromTheFutureCanStillBeRead() {
        ByteBuffer frame =
                ByteBuffer.wrap(
                        HexFormat.of().parseHex("0012006300000005" + "000161" + "00" + "beef"));
        RequestHeader header = Frames.readRequestHeader(new WireReader(frame));
        assertEquals(new RequestHeader((short) 18, (short) 99, 5, "a"), header);
    }

    @Test
    void anApiVersionsResponseNeverHasAFlexibleHeader() {
        ApiVersionsResponse body = ApiVersionsResponse.builder().errorCode((short) 35).build();
        WireReader in = unprefixed(OutFrame.response(9, body, (short) 3).toBuffer());
        assertEquals(
                9, Frames.readResponseHeader(in, ApiKey.API_VERSIONS, (short) 3).correlationId());
        Response read = Frames.readResponseBody(in, ApiKey.API_VERSIONS, (short) 3);
        assertEquals(body, read);
    }

    @Test
    void bytesAfterARequestsBodyAreLetPassAsLibrdkafkaSendsThem() {
        // node-rdkafka 3.6.1 (librdkafka 2.12.0), recorded: its count of topics has four bytes.
        ByteBuffer frame =
                ByteBuffer.wrap(
                        HexFormat.of()
                                .parseHex(
                                        "0003000d00000003000772646b61666b61"
                                                + "00"
                                                + "00000000010000"));
        WireReader in = new WireReader(frame);
        RequestHeader header = Frames.readRequestHeader(in);
        assertEquals("rdkafka", header.clientId());
        var body = (MetadataRequest) Frames.readRequestBody(in, header);
        assertNull(body.topics());
    }

    @Test
    void bytesAfterAResponsesBodyAreRefused() {
        ApiVersionsResponse body = ApiVersionsResponse.builder().errorCode((short) 35).build();
        ByteBuffer frame = OutFrame.response(9, body, (short) 3).toBuffer();
        ByteBuffer longer = ByteBuffer.allocate(frame.remaining() + 1).put(frame).rewind();
        WireReader in = new WireReader(longer.position(4));
        Frames.readResponseHeader(in, ApiKey.API_VERSIONS, (short) 3);
        var e =
                assertThrows(
                        MalformedMessageException.class,
                        () -> Frames.readResponseBody(in, ApiKey.API_VERSIONS, (short) 3));
        assertTrue(
                String.valueOf(e.getMessage()).contains("1 bytes follow the message's end"),
                e.getMessage());
    }

    @Test
    void anUnknownApiIsNamed() {
        ByteBuffer frame = ByteBuffer.allocate(20).putShort((short) 1234).position(0);
        var e =
                assertThrows(
                        UnsupportedVersionException.class,
                        () -> Frames.readRequestHeader(new WireReader(frame)));
        assertEquals("there is no API with the key 1234", e.getMessage());
    }

    @Test
    void aFrameTooShortForAHeaderIsMalformed() {
        for (int length = 0; length < 10; length++) {
            WireReader in = new WireReader(ByteBuffer.allocate(length));
            assertThrows(MalformedMessageException.class, () -> Frames.readRequestHeader(in));
        }
    }

    /** Record data that cannot be mistaken for a buffer, as a slice of a file would be. */
    private record Spool(String text) implements RecordData {
        @Override
        public int sizeInBytes() {
            return text.length();
        }

        @Override
        public void copyTo(ByteBuffer target) {
            target.put(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void recordDataIsHandedOverUncopiedInItsPlace() {
        for (short v = 0; v <= FetchResponse.MAX_VERSION; v++) {
            FetchResponse body =
                    fetched(new Spool("first"), null, new Spool(""), new Spool("second"));
            OutFrame frame = OutFrame.response(3, body, v);
            assertEquals(frame.totalBytes() - "firstsecond".length(), frame.bufferBytes());
            ByteBuffer buffer = ByteBuffer.allocateDirect(10 + frame.bufferBytes()).position(10);
            List<Object> chunks = new ArrayList<>();
            frame.write(
                    buffer,
                    new WireWriter.Chunks() {
                        @Override
                        public void bytes(int from, int to) {
                            chunks.add(buffer.slice(from, to - from));
                        }

                        @Override
                        public void records(RecordData data) {
                            chunks.add(data);
                        }
                    });
            assertEquals(new Spool("first"), chunks.get(1));
            assertEquals(new Spool("second"), chunks.get(3));
            ByteBuffer joined = ByteBuffer.allocate(frame.totalBytes());
            for (Object chunk : chunks) {
                if (chunk instanceof ByteBuffer bytes) {
                    joined.put(bytes);
                } else {
                    ((RecordData) chunk).copyTo(joined);
                }
            }
            assertEquals(frame.toBuffer(), joined.flip(), "version " + v);

            WireReader in = unprefixed(joined);
            Frames.readResponseHeader(in, ApiKey.FETCH, v);
            FetchResponse read = (FetchResponse) Frames.readResponseBody(in, ApiKey.FETCH, v);
            List<FetchResponse.PartitionData> partitions = read.responses().getFirst().partitions();
            assertEquals("first", text(partitions.get(0).records()));
            assertEquals(null, partitions.get(1).records());
            assertEquals("", text(partitions.get(2).records()));
            assertEquals("second", text(partitions.get(3).records()));
        }
    }

    @Test
    void readRecordDataIsASliceOfTheFrame() {
        ByteBuffer frame = OutFrame.response(3, fetched(new Spool("shared")), (short) 4).toBuffer();
        WireReader in = unprefixed(frame);
        Frames.readResponseHeader(in, ApiKey.FETCH, (short) 4);
        FetchResponse read = (FetchResponse) Frames.readResponseBody(in, ApiKey.FETCH, (short) 4);
        @Nullable RecordData records =
                read.responses().getFirst().partitions().getFirst().records();
        frame.put(frame.limit() - 1, (byte) 'D');
        assertEquals("shareD", text(records));
    }

    private static FetchResponse fetched(@Nullable RecordData... records) {
        List<FetchResponse.PartitionData> partitions = new ArrayList<>();
        for (@Nullable RecordData data : records) {
            partitions.add(FetchResponse.PartitionData.builder().records(data).build());
        }
        return FetchResponse.builder()
                .responses(
                        List.of(
                                FetchResponse.FetchableTopicResponse.builder()
                                        .partitions(partitions)
                                        .build()))
                .build();
    }

    private static String text(@Nullable RecordData records) {
        ByteBuffer bytes = ((ByteRecords) Objects.requireNonNull(records)).buffer().duplicate();
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }

    @Test
    void aFollowersFlushedOffsetTravelsAndApacheStepsOverIt() {
        FetchRequest ours = fetch(4711L);
        byte[] bytes = body(ours, (short) 17);
        assertEquals(ours, FetchRequest.read(new WireReader(ByteBuffer.wrap(bytes)), (short) 17));
        FetchRequestData theirs =
                new FetchRequestData(new ByteBufferAccessor(ByteBuffer.wrap(bytes)), (short) 17);
        var unknown = theirs.topics().getFirst().partitions().getFirst().unknownTaggedFields();
        assertEquals(10_000, unknown.getFirst().tag());
    }

    @Test
    void aFollowerThatSaysNothingOfItsDiskSendsApachesBytes() {
        byte[] bytes = body(fetch(-1L), (short) 17);
        FetchRequestData theirs =
                new FetchRequestData(new ByteBufferAccessor(ByteBuffer.wrap(bytes)), (short) 17);
        assertTrue(
                theirs.topics().getFirst().partitions().getFirst().unknownTaggedFields().isEmpty());
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer expected = ByteBuffer.allocate(theirs.size(cache, (short) 17));
        theirs.write(new ByteBufferAccessor(expected), cache, (short) 17);
        assertArrayEquals(expected.array(), bytes);
    }

    private static FetchRequest fetch(long flushedOffset) {
        return FetchRequest.builder()
                .topics(
                        List.of(
                                FetchRequest.FetchTopic.builder()
                                        .partitions(
                                                List.of(
                                                        FetchRequest.FetchPartition.builder()
                                                                .flushedOffset(flushedOffset)
                                                                .build()))
                                        .build()))
                .build();
    }

    private static byte[] body(FetchRequest request, short version) {
        ByteBuffer buffer = ByteBuffer.allocate(request.size(version));
        request.write(new WireWriter(buffer), version);
        assertEquals(0, buffer.remaining());
        return buffer.array();
    }

    private static WireReader unprefixed(ByteBuffer frame) {
        assertEquals(frame.remaining() - 4, frame.getInt(0), "the length prefix");
        return new WireReader(frame.slice(4, frame.remaining() - 4));
    }
}
