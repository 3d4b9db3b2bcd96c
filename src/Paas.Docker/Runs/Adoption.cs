using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Daemon;

namespace Paas.Docker.Runs;

/// <summary>Takes over what an earlier host of the same platform left with the daemon.</summary>
internal sealed class Adoption(DockerHost host, RunningContainers running, CancellationToken shutdown)
{
    /// <summary>
    /// Tells of the dynos that go on, or ended while no host lived, and removes containers of those that cannot go on without their
    /// host or were never started. Containers of other platforms are not even looked at.
    /// </summary>
    /// <returns>Dynos to be run.</returns>
    public async Task<IReadOnlyList<ContainerDyno>> RunAsync(CancellationToken cancellationToken)
    {
        var adopted = new List<ContainerDyno>();
        var removed = 0;
        foreach (var container in await DaemonWatch.ListAsync(host, cancellationToken))
        {
            if (DaemonWatch.Facts(container, host.Options) is not { } facts)
                continue;
            if (facts.OutlivesHost && await InspectAsync(container.ID, cancellationToken) is { State.Status: not "created" } found)
            {
                var dyno = new ContainerDyno(facts.ToSpec(), host, running, shutdown);
                await dyno.AdoptAsync(found, StartedAt(found));
                adopted.Add(dyno);
                continue;
            }

            await ContainerRemoval.RemoveAsync(host, container.ID);
            removed++;
            host.Events.Post(new DynoExited(facts.Id, null)
            {
                Failure = DynoFailure.Orphaned,
                Reason = "It belonged to an earlier host process, which ended without stopping it.",
            });
        }

        if (removed > 0)
            Log.Swept(host.Log, removed);
        host.Directories.Sweep(adopted.Select(static dyno => dyno.Spec.Id).ToHashSet());
        return adopted;
    }

    private async Task<ContainerInspectResponse?> InspectAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            return await host.Client.Containers.InspectContainerAsync(container, cancellationToken);
        }
        catch (DockerContainerNotFoundException)
        {
            return null;
        }
    }

    private DateTimeOffset StartedAt(ContainerInspectResponse container) =>
        DateTimeOffset.TryParse(container.State!.StartedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : host.Clock.GetUtcNow();
}
