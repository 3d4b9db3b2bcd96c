using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Paas.Api.Local;

/// <summary>Limits an authority to <c>localhost</c> and the loopback addresses. Source: RFC 5280, section 4.2.1.10.</summary>
internal static class LoopbackConstraints
{
    private const string NameConstraints = "2.5.29.30";
    private static readonly Asn1Tag _permitted = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag _dnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag _address = new(TagClass.ContextSpecific, 7);

    public static X509Extension Create()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(_permitted))
        {
            using (writer.PushSequence())
                writer.WriteCharacterString(UniversalTagNumber.IA5String, "localhost", _dnsName);
            using (writer.PushSequence())
                writer.WriteOctetString([127, 0, 0, 0, 255, 0, 0, 0], _address);
            using (writer.PushSequence())
                writer.WriteOctetString([.. IPAddress.IPv6Loopback.GetAddressBytes(), .. Enumerable.Repeat((byte)255, 16)], _address);
        }

        return new X509Extension(NameConstraints, writer.Encode(), critical: true);
    }
}
