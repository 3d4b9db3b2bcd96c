using System.Security.Cryptography;
using System.Text;

namespace Paas.Access;

/// <summary>Ids that are derived and not stored.</summary>
internal static class AccountIds
{
    /// <summary>
    /// The id of the platform's owner: the same at every start without a document in the state store. A version-8 UUID
    /// (RFC 9562, section 5.8) of the e-mail address.
    /// </summary>
    public static Guid OfOwner(string email)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("paas-owner:" + email)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
