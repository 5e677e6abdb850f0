package io.onehop.wire.spnego;

import io.onehop.base.Limits;
import io.onehop.wire.MalformedMessageException;
import io.onehop.wire.WireReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.jspecify.annotations.Nullable;

/** NegotiationToken. RFC 4178, 4.2. */
public sealed interface NegToken permits NegToken.Init, NegToken.Resp {
    /** The mechanism of SPNEGO itself. */
    String SPNEGO = "1.3.6.1.5.5.2";

    /** NTLM, the one mechanism that Onehop has. */
    String NTLMSSP = "1.3.6.1.4.1.311.2.2.10";

    /** How far the negotiation is. RFC 4178, 4.2.2. */
    enum State {
        ACCEPT_COMPLETED(0),
        ACCEPT_INCOMPLETE(1),
        REJECT(2),
        REQUEST_MIC(3);

        private final int value;

        State(int value) {
            this.value = value;
        }

        private static State decode(byte[] value) throws MalformedMessageException {
            for (State state : values()) {
                if (value.length == 1 && value[0] == state.value) {
                    return state;
                }
            }
            throw new MalformedMessageException("unknown state of negotiation");
        }
    }

    byte[] toBytes();

    /**
     * NegTokenInit, and NegTokenInit2 of [MS-SPNG] 2.2.1 if it has a hint.
     *
     * @param mechTypeList the encoding of the mechanisms, as sent: what mechListMIC covers
     */
    record Init(
            List<String> mechTypes,
            byte[] mechTypeList,
            byte @Nullable [] mechToken,
            @Nullable String hintName,
            byte @Nullable [] mechListMic)
            implements NegToken {
        public Init {
            mechTypes = List.copyOf(mechTypes);
        }

        /** A first token of ours. */
        static Init of(
                List<String> mechTypes, byte @Nullable [] mechToken, @Nullable String hintName) {
            return new Init(
                    mechTypes, encoded(mechTypeSequence(mechTypes)), mechToken, hintName, null);
        }

        @Override
        public byte[] toBytes() {
            ASN1EncodableVector fields = new ASN1EncodableVector();
            fields.add(new DERTaggedObject(0, mechTypeSequence(mechTypes)));
            if (mechToken != null) {
                fields.add(new DERTaggedObject(2, new DEROctetString(mechToken)));
            }
            int micNumber = 3;
            if (hintName != null) {
                ASN1Encodable name = new DERTaggedObject(0, new DERGeneralString(hintName));
                fields.add(new DERTaggedObject(3, new DERSequence(name)));
                micNumber = 4;
            }
            if (mechListMic != null) {
                fields.add(new DERTaggedObject(micNumber, new DEROctetString(mechListMic)));
            }
            ASN1EncodableVector framed = new ASN1EncodableVector();
            framed.add(new ASN1ObjectIdentifier(SPNEGO));
            framed.add(new DERTaggedObject(0, new DERSequence(fields)));
            return encoded(
                    new DERTaggedObject(false, BERTags.APPLICATION, 0, new DERSequence(framed)));
        }

        private static DERSequence mechTypeSequence(List<String> mechTypes) {
            ASN1EncodableVector types = new ASN1EncodableVector();
            for (String type : mechTypes) {
                types.add(new ASN1ObjectIdentifier(type));
            }
            return new DERSequence(types);
        }
    }

    /** NegTokenResp: every token but the first. */
    record Resp(
            @Nullable State state,
            @Nullable String supportedMech,
            byte @Nullable [] responseToken,
            byte @Nullable [] mechListMic)
            implements NegToken {
        @Override
        public byte[] toBytes() {
            ASN1EncodableVector fields = new ASN1EncodableVector();
            if (state != null) {
                fields.add(new DERTaggedObject(0, new ASN1Enumerated(state.value)));
            }
            if (supportedMech != null) {
                fields.add(new DERTaggedObject(1, new ASN1ObjectIdentifier(supportedMech)));
            }
            if (responseToken != null) {
                fields.add(new DERTaggedObject(2, new DEROctetString(responseToken)));
            }
            if (mechListMic != null) {
                fields.add(new DERTaggedObject(3, new DEROctetString(mechListMic)));
            }
            return encoded(new DERTaggedObject(1, new DERSequence(fields)));
        }
    }

    /** Reads a token of any kind. */
    static NegToken decode(byte[] token) throws MalformedMessageException {
        if (token.length > Limits.MAX_SECURITY_TOKEN_BYTES) {
            throw new MalformedMessageException("security token of " + token.length + " bytes");
        }
        DerReader in = new DerReader(new WireReader(token));
        NegToken result;
        if (in.peekTag() == DerReader.APPLICATION_0) {
            DerReader framed = in.open(DerReader.APPLICATION_0);
            if (!SPNEGO.equals(oid(framed.bytes(DerReader.OBJECT_IDENTIFIER)))) {
                throw new MalformedMessageException("a token of another mechanism than SPNEGO");
            }
            result = init(framed.open(DerReader.context(0)).open(DerReader.SEQUENCE));
            framed.end();
        } else if (in.peekTag() == DerReader.context(0)) {
            result = init(in.open(DerReader.context(0)).open(DerReader.SEQUENCE));
        } else {
            result = resp(in.open(DerReader.context(1)).open(DerReader.SEQUENCE));
        }
        in.end();
        return result;
    }

    private static Init init(DerReader fields) throws MalformedMessageException {
        List<String> mechTypes = new ArrayList<>();
        byte[] mechTypeList = {};
        byte[] mechToken = null;
        String hintName = null;
        byte[] mechListMic = null;
        int next = 0;
        while (fields.hasMore()) {
            int number = number(fields.peekTag(), next);
            DerReader field = fields.open(DerReader.context(number));
            switch (number) {
                case 0 -> {
                    mechTypeList = field.rest();
                    mechTypes = mechTypes(mechTypeList);
                }
                case 2 -> mechToken = field.bytes(DerReader.OCTET_STRING);
                case 3 -> {
                    // RFC 4178 has the MIC here, [MS-SPNG] its hints.
                    if (field.peekTag() == DerReader.OCTET_STRING) {
                        mechListMic = field.bytes(DerReader.OCTET_STRING);
                    } else {
                        hintName = hintName(field.open(DerReader.SEQUENCE));
                    }
                }
                case 4 -> mechListMic = field.bytes(DerReader.OCTET_STRING);
                default -> field.rest(); // reqFlags, which nothing protects, and extensions
            }
            field.end();
            next = number + 1;
        }
        return new Init(mechTypes, mechTypeList, mechToken, hintName, mechListMic);
    }

    private static Resp resp(DerReader fields) throws MalformedMessageException {
        State state = null;
        String supportedMech = null;
        byte[] responseToken = null;
        byte[] mechListMic = null;
        int next = 0;
        while (fields.hasMore()) {
            int number = number(fields.peekTag(), next);
            DerReader field = fields.open(DerReader.context(number));
            switch (number) {
                case 0 -> state = State.decode(field.bytes(DerReader.ENUMERATED));
                case 1 -> supportedMech = oid(field.bytes(DerReader.OBJECT_IDENTIFIER));
                case 2 -> responseToken = field.bytes(DerReader.OCTET_STRING);
                case 3 -> mechListMic = field.bytes(DerReader.OCTET_STRING);
                default -> field.rest();
            }
            field.end();
            next = number + 1;
        }
        return new Resp(state, supportedMech, responseToken, mechListMic);
    }

    /** The number of a context tag; fields come once and in order. */
    private static int number(int tag, int atLeast) throws MalformedMessageException {
        int number = tag - DerReader.context(0);
        if (number < atLeast || number > 30) {
            throw new MalformedMessageException("DER tag " + tag + " out of place");
        }
        return number;
    }

    private static List<String> mechTypes(byte[] mechTypeList) throws MalformedMessageException {
        DerReader list = new DerReader(new WireReader(mechTypeList));
        DerReader types = list.open(DerReader.SEQUENCE);
        list.end();
        List<String> result = new ArrayList<>();
        while (types.hasMore()) {
            if (result.size() == Limits.MAX_MECH_TYPES) {
                throw new MalformedMessageException(
                        "more mechanisms than " + Limits.MAX_MECH_TYPES);
            }
            result.add(oid(types.bytes(DerReader.OBJECT_IDENTIFIER)));
        }
        return result;
    }

    private static @Nullable String hintName(DerReader hints) throws MalformedMessageException {
        if (!hints.hasMore() || hints.peekTag() != DerReader.context(0)) {
            hints.rest();
            return null;
        }
        byte[] name = hints.open(DerReader.context(0)).bytes(DerReader.GENERAL_STRING);
        hints.rest();
        return new WireReader(name).ascii(name.length);
    }

    private static String oid(byte[] contents) throws MalformedMessageException {
        try {
            return ASN1ObjectIdentifier.fromContents(contents).getId();
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("object identifier: " + e.getMessage());
        }
    }

    private static byte[] encoded(ASN1Object object) {
        try {
            return object.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
