namespace Paas.Api.Tests.Access;

/// <summary>Two users: the owner of everything, and somebody who owns nothing.</summary>
internal sealed class StrangerAuthenticator : IAuthenticator
{
    public const string OwnerToken = "the-owners-token";
    public const string StrangerToken = "a-strangers-token";
    public const string Stranger = "stranger@example.com";

    public ValueTask<Caller?> AuthenticateAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(token switch
    {
        OwnerToken => new Caller { AccountId = Guid.AllBitsSet, Email = ApiHost.Owner, IsPlatformOwner = true },
        StrangerToken => new Caller { AccountId = Guid.NewGuid(), Email = Stranger },
        _ => null,
    });
}
