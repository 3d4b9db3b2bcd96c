using System.Buffers.Text;
using System.Security.Cryptography;
using Paas.Access.Store;

namespace Paas.Access.Tokens;

/// <summary>
/// Secrets that are made here: <c>PAAS-</c> and 256 random bits. At rest there is only their SHA-256, which is enough for what
/// nobody can guess; they are found by it, so that how long a search takes tells nothing about a secret.
/// </summary>
internal static class AccessToken
{
    /// <summary>Nothing longer is looked at.</summary>
    public const int MaxLength = 200;

    private const string Prefix = "PAAS-";
    private const int RandomBytes = 32;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static string HashOf(string token) => AccessKeys.Hash(token);

    public static string EndOf(string token) => token[^4..];
}
