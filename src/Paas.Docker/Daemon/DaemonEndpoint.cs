namespace Paas.Docker.Daemon;

/// <summary>Where a daemon listens.</summary>
internal static class DaemonEndpoint
{
    public static Uri Of(DockerOptions options)
    {
        if (options.Endpoint is { } endpoint)
            return endpoint;
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
            return Uri.TryCreate(host, UriKind.Absolute, out var uri) ? uri : throw new PaasException(PaasErrors.InvalidParams, $"DOCKER_HOST is '{host}', which is no address such as unix:///var/run/docker.sock.");
        return new Uri(OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock");
    }

    /// <summary>Whether it is on this machine, as far as its address tells.</summary>
    public static bool IsOfThisMachine(Uri endpoint) => endpoint.Scheme == "unix";
}
