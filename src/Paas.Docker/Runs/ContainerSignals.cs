using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Paas.Docker.Runs;

/// <summary>Signals to the processes of a container.</summary>
internal static class ContainerSignals
{
    /// <summary>
    /// To every process but the first, which only reaps. The daemon can signal none but that one, so that a process which is put
    /// into the container does it; where that cannot be, for want of a shell or of a free process, the first hands the signal on
    /// to the main process.
    /// </summary>
    public static async Task SendToAllAsync(IDockerClient client, string container, int number, CancellationToken cancellationToken)
    {
        try
        {
            if (await RunAsync(client, container, string.Create(CultureInfo.InvariantCulture, $"kill -{number} -1"), cancellationToken) != Unable)
                return;
        }
        catch (DockerApiException)
        {
            // It may have just ended, which the next request tells as well.
        }

        await KillAsync(client, container, number.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    /// <summary>To those whose environment has an entry, wherever they went.</summary>
    public static Task SendToMarkedAsync(IDockerClient client, string container, string marker, int number, CancellationToken cancellationToken) =>
        RunAsync(client, container, string.Create(CultureInfo.InvariantCulture, $$"""
            for e in /proc/[0-9]*/environ; do
              case "$(tr '\0' '\n' <"$e" 2>/dev/null)" in *{{marker}}*) p=${e#/proc/}; kill -{{number}} "${p%/environ}" 2>/dev/null;; esac
            done
            """), cancellationToken);

    /// <summary>Ends all processes at once; no error when there are none.</summary>
    public static async Task KillAsync(IDockerClient client, string container, string signal, CancellationToken cancellationToken)
    {
        try
        {
            await client.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = signal }, cancellationToken);
        }
        catch (DockerApiException exception) when (exception.StatusCode is System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.NotFound)
        {
            // It does not run any more.
        }
    }

    private const int Unable = 126;

    private static async Task<int> RunAsync(IDockerClient client, string container, string script, CancellationToken cancellationToken)
    {
        var exec = await client.Exec.CreateContainerExecAsync(container, new ContainerExecCreateParameters { Cmd = ["/bin/sh", "-c", script], AttachStdout = true, AttachStderr = true }, cancellationToken);
        using var stream = await client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), cancellationToken);
        await stream.CopyOutputToAsync(Stream.Null, Stream.Null, Stream.Null, cancellationToken);
        var state = await client.Exec.InspectContainerExecAsync(exec.ID, cancellationToken);
        // The signal may end the container before the exit code is known.
        return state.ExitCode is 126 or 127 ? Unable : 0;
    }
}
