using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Paas.Api.Http;

namespace Paas.Api.Streams;

/// <summary>
/// URLs that are a permission of their own, for clients that send no token: what they grant and until when is sealed in
/// the path, so that nobody can make one up and none has to be remembered.
/// </summary>
internal sealed class CapabilityUrls(ISecretProtector protector, TimeProvider time)
{
    private const char Separator = '\n';

    /// <summary>Seals what a URL grants.</summary>
    /// <param name="kind">What it is for; a URL of one kind is worth nothing for another.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <param name="parts">What it grants, without line ends.</param>
    public string Seal(string kind, TimeSpan lifetime, params IEnumerable<string> parts)
    {
        var expires = (time.GetUtcNow() + lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Base64Url.EncodeToString(protector.Protect(Encoding.UTF8.GetBytes(string.Join(Separator, [expires, .. parts])), Purpose(kind)));
    }

    /// <summary>What it grants.</summary>
    /// <exception cref="ApiException">404: it is made up, or its time is over.</exception>
    public string[] Open(string kind, string text)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(protector.Unprotect(Base64Url.DecodeFromChars(text), Purpose(kind))).Split(Separator);
            if (long.Parse(parts[0], CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds())
                return parts[1..];
        }
        catch (Exception exception) when (exception is FormatException or PaasException)
        {
            // The same answer whatever is wrong with it.
        }

        throw ApiException.NotFound("stream");
    }

    private static string Purpose(string kind) => $"api/{kind}";
}
