namespace Paas.Errors;

/// <summary>Whose fault a failure is.</summary>
internal enum RouteBlame
{
    Client,
    Dyno,
    Platform,
}
