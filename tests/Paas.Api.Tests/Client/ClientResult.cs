namespace Paas.Api.Tests.Client;

/// <summary>How a run of the client ended.</summary>
internal sealed record ClientResult(int ExitCode, string Output, string Error, TimeSpan Time)
{
    public string Text => Output + Error;
}
