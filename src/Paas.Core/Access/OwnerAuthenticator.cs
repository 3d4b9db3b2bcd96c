using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Paas.Access;

namespace Paas;

/// <summary>
/// Knows one owner, who may do everything. The owner's name is <see cref="PaasOptions.DefaultActor"/>; the token is
/// <see cref="AccessOptions.OwnerToken"/> or lies in <c>{DataDirectory}/token</c>, readable by the host's user only.
/// </summary>
public sealed class OwnerAuthenticator : IAuthenticator
{
    private readonly Caller _owner;
    private readonly Lock _gate = new();
    private readonly string? _fixedToken;
    private readonly OwnerTokenFile _file;
    private string? _token;
    private byte[]? _hash;

    /// <summary>Makes the authenticator; the token file is read, or made, when it is first needed.</summary>
    /// <exception cref="ArgumentException"><see cref="AccessOptions.OwnerToken"/> is too short.</exception>
    public OwnerAuthenticator(IOptions<PaasOptions> options, IOptions<AccessOptions> access)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(access);
        _owner = new Caller { AccountId = AccountIds.OfOwner(options.Value.DefaultActor), Email = options.Value.DefaultActor, IsPlatformOwner = true };
        _fixedToken = access.Value.OwnerToken;
        if (_fixedToken is not null && _fixedToken.Length < AccessOptions.MinTokenLength)
            throw new ArgumentException($"{nameof(AccessOptions)}.{nameof(AccessOptions.OwnerToken)} has {_fixedToken.Length} characters; it needs at least {AccessOptions.MinTokenLength}.", nameof(access));
        _file = new OwnerTokenFile(Path.GetFullPath(Path.Combine(options.Value.DataDirectory, "token")));
    }

    /// <summary>The owner's token, for a host that shows it to the owner. Never log it.</summary>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: the token file is not legible or cannot be made.</exception>
    public string Token
    {
        get
        {
            lock (_gate)
                return _token ??= _fixedToken ?? _file.ReadOrCreate();
        }
    }

    /// <inheritdoc/>
    public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        // Hashes have one length, so that neither the length nor the first wrong character shows in the time taken.
        _hash ??= SHA256.HashData(Encoding.UTF8.GetBytes(Token));
        var known = CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        return ValueTask.FromResult(known ? _owner : null);
    }
}
