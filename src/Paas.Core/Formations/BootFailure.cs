namespace Paas.Formations;

/// <summary>Why a dyno did not come up.</summary>
internal enum BootFailure
{
    /// <summary>It listens on nothing.</summary>
    NotListening,

    /// <summary>It listens, but not on <c>$PORT</c>.</summary>
    WrongPort,

    /// <summary>It listens on <c>$PORT</c>, but the router cannot reach it.</summary>
    Unreachable,

    /// <summary>Its health check does not pass.</summary>
    Unhealthy,
}
