namespace Paas.Dynos.Local;

/// <summary>A system clock whose time of day can be set, as an administrator or NTP does; its timers do not care.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private TimeSpan _offset;

    public void Jump(TimeSpan by) => _offset += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _offset;
}
