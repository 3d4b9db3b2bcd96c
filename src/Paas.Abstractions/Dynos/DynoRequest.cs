namespace Paas;

/// <summary>Something that a running dyno is asked for or given, see <see cref="IDynoDriver.SendAsync"/>.</summary>
public abstract record DynoRequest;
