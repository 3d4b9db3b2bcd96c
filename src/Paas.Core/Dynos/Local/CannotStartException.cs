namespace Paas.Dynos.Local;

/// <summary>A dyno cannot be started; the message says why and what to do.</summary>
internal sealed class CannotStartException(string message) : Exception(message);
