namespace Paas;

/// <summary>What a token may be used for, at most; what its owner may do limits it further.</summary>
/// <remarks>Source: devcenter.heroku.com/articles/oauth#scopes.</remarks>
[Flags]
public enum OAuthScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read the account: id, e-mail, name. Every other scope contains it.</summary>
    Identity = 1,

    /// <summary>Read apps, but no config vars and nothing else that holds credentials.</summary>
    Read = 2,

    /// <summary>Read and change apps, but neither read nor change config vars.</summary>
    Write = 4,

    /// <summary>Read apps with their config vars.</summary>
    ReadProtected = 8,

    /// <summary>Read and change apps with their config vars.</summary>
    WriteProtected = 16,

    /// <summary>Everything, the account's own password, keys and authorizations included.</summary>
    Global = 32,
}
