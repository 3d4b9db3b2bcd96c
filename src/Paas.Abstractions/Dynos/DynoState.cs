namespace Paas;

/// <summary>State of a dyno. Source: Platform API schema, <c>dyno.state</c>.</summary>
public enum DynoState
{
    /// <summary>Its process was started; a web dyno has not bound <c>$PORT</c> yet.</summary>
    Starting,

    /// <summary>It runs; a web dyno listens on <c>$PORT</c>.</summary>
    Up,

    /// <summary>It was told to end and is draining requests or handling SIGTERM.</summary>
    Stopping,

    /// <summary>It ended by itself or never came up; it starts again after its cool-off.</summary>
    Crashed,

    /// <summary>It ended as it should.</summary>
    Down,

    /// <summary>It is asleep: frozen, and goes on when a request comes.</summary>
    Idle,
}
