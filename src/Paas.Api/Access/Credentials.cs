using System.Text;

namespace Paas.Api.Access;

/// <summary>What an <c>Authorization</c> header says.</summary>
/// <param name="User">User name of HTTP Basic; empty for a bearer token.</param>
/// <param name="Secret">The token, or a password.</param>
internal sealed record Credentials(string User, string Secret)
{
    private const string BearerScheme = "Bearer ";
    private const string BasicScheme = "Basic ";

    /// <summary>Null when there is nothing that could be a token.</summary>
    public static Credentials? Parse(string header)
    {
        if (header.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase))
            return header[BearerScheme.Length..].Trim() is { Length: > 0 } token ? new Credentials("", token) : null;
        if (!header.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
            return null;

        var encoded = header.AsSpan(BasicScheme.Length).Trim();
        var decoded = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length))
            return null;
        var text = Encoding.UTF8.GetString(decoded, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || colon == text.Length - 1 ? null : new Credentials(text[..colon], text[(colon + 1)..]);
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => "Credentials { … }";
}
