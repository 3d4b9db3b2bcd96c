using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Paas;

/// <summary>
/// Who calls, as an <see cref="IAuthenticator"/> found out. <see cref="IPlatform.As(Caller)"/> gives a platform on which the
/// caller can do what <see cref="IAuthorizer"/> allows and nothing else.
/// </summary>
public sealed record Caller
{
    /// <summary>Id of the caller's account; the same for every token and every host name of a platform.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>The caller's e-mail address, which releases, log lines and audit records carry.</summary>
    public required string Email { get; init; }

    /// <summary>What the caller's token is limited to.</summary>
    public OAuthScopes Scopes { get; init; } = OAuthScopes.Global;

    /// <summary>The caller owns the platform: every app, every team and every account.</summary>
    public bool IsPlatformOwner { get; init; }

    /// <summary>The authorization that the token belongs to; null for the owner's token of the embedded default, and for a host's own authentication.</summary>
    public Guid? AuthorizationId { get; init; }

    /// <summary>Where the call comes from, such as an IP address, for the audit record; null when that is this process.</summary>
    public string? Address { get; init; }

    /// <summary>Id of the request that the call belongs to, for the audit record.</summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// The caller that a user of the host's own authentication is. The account follows from issuer and subject
    /// (<see cref="ClaimTypes.NameIdentifier"/> or <c>sub</c>), never from the e-mail address, which changes and is given to others.
    /// Who owns the platform, and what a token is limited to, the host adds by <c>with</c>.
    /// </summary>
    /// <returns>Null for a user who is not authenticated or has no subject.</returns>
    public static Caller? FromClaims(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.Identity is not { IsAuthenticated: true } || (user.FindFirst(ClaimTypes.NameIdentifier) ?? user.FindFirst("sub")) is not { Value.Length: > 0 } subject)
            return null;
        var email = (user.FindFirst(ClaimTypes.Email) ?? user.FindFirst("email"))?.Value;
        return new Caller
        {
            AccountId = AccountOf(subject.Issuer, subject.Value),
            Email = string.IsNullOrWhiteSpace(email) ? user.Identity.Name ?? subject.Value : email,
        };
    }

    /// <summary>A version-8 UUID (RFC 9562, section 5.8); the length keeps the two parts apart.</summary>
    private static Guid AccountOf(string issuer, string subject)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"host-user:{issuer.Length}:{issuer}{subject}"))).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
