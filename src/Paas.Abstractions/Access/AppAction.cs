namespace Paas;

/// <summary>Something that can be done with an app; <see cref="AppActions.Needs"/> says who may.</summary>
public enum AppAction
{
    /// <summary>See the app and what belongs to it, but no config vars.</summary>
    View,

    /// <summary>Read its log.</summary>
    ReadLog,

    /// <summary>Fetch its git repository.</summary>
    FetchCode,

    /// <summary>Push to its git repository, build, release a slug.</summary>
    Deploy,

    /// <summary>Choose its buildpacks or stack.</summary>
    ChooseBuild,

    /// <summary>Roll back to an older release, or retry one.</summary>
    Rollback,

    /// <summary>Read config vars.</summary>
    ReadConfig,

    /// <summary>Change config vars.</summary>
    ChangeConfig,

    /// <summary>Run, attach to and stop one-off dynos, also by the clock.</summary>
    Run,

    /// <summary>Change quantity or size of its processes, and when it scales or sleeps.</summary>
    Scale,

    /// <summary>Restart or stop dynos.</summary>
    Restart,

    /// <summary>Switch maintenance mode.</summary>
    Maintain,

    /// <summary>Add or remove domains and certificates.</summary>
    ChangeDomains,

    /// <summary>Switch features.</summary>
    ChangeFeatures,

    /// <summary>Rename it.</summary>
    Rename,

    /// <summary>Add, change or remove collaborators; lock the app.</summary>
    ManageAccess,

    /// <summary>Give it to another account or team.</summary>
    Transfer,

    /// <summary>Destroy it.</summary>
    Destroy,
}
