namespace Paas;

/// <summary>What somebody may do with an app. The first four are Heroku's and are given one by one.</summary>
/// <remarks>Source: devcenter.heroku.com/articles/app-permissions.</remarks>
[Flags]
public enum AppPermissions
{
    /// <summary>Nothing: to the caller the app does not exist.</summary>
    None = 0,

    /// <summary>See the app, its releases, builds, dynos, domains, log and who else has access.</summary>
    View = 1,

    /// <summary>Push code, build, roll back, run one-off dynos.</summary>
    Deploy = 2,

    /// <summary>Scale, restart, maintenance, domains, one-off dynos, roll back.</summary>
    Operate = 4,

    /// <summary>Rename and lock the app, and decide who has access.</summary>
    Manage = 8,

    /// <summary>Destroy the app or give it away: the owner of a personal app; of a team's app whoever may manage it.</summary>
    Own = 16,

    /// <summary>Read config vars and other credentials. Comes with <see cref="Deploy"/> or <see cref="Operate"/>, unless the token's scope withholds it.</summary>
    ReadSecrets = 32,

    /// <summary>Change config vars. Comes with <see cref="Deploy"/> or <see cref="Operate"/>, unless the token's scope withholds it.</summary>
    WriteSecrets = 64,

    /// <summary>Everything.</summary>
    All = View | Deploy | Operate | Manage | Own | ReadSecrets | WriteSecrets,
}
