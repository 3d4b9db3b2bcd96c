using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Paas.Docker.Containers;
using Paas.Docker.Runs;

namespace Paas.Docker.Daemon;

/// <summary>
/// Learns from the daemon when containers end. Its stream of events is quick; what is missed, because it broke or the daemon started
/// anew, is found by looking at all containers after each connection and now and then.
/// </summary>
/// <param name="host">The daemon.</param>
/// <param name="running">Containers of this host's dynos.</param>
/// <param name="isActive">Whether a dyno is under way, with or without a container so far.</param>
internal sealed class DaemonWatch(DockerHost host, RunningContainers running, Func<Guid, bool> isActive)
{
    // A daemon tells its own time; more than this it should not differ from ours.
    private static readonly TimeSpan Past = TimeSpan.FromSeconds(10);

    private string? _since;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var away = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var monitoring = MonitorAsync(broken.Token);
                try
                {
                    await LookAsync(cancellationToken);
                    if (away)
                        Log.DaemonBack(host.Log);
                    away = false;
                    await monitoring;
                }
                finally
                {
                    await broken.CancelAsync();
                    await Task.WhenAny(monitoring);
                }
            }
            // A daemon that goes away breaks what is under way in many ways; whatever it was, the next look heals it.
            catch (Exception exception)
            {
                if (!away && !cancellationToken.IsCancellationRequested)
                    Log.DaemonAway(host.Log, host.Options.ReconnectDelay, exception);
                away = true;
            }

            await Task.WhenAny(Task.Delay(host.Options.ReconnectDelay, host.Clock, cancellationToken));
        }
    }

    /// <summary>Compares all containers of the platform with what is known of them, and removes those that belong to nothing.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var before = running.All.ToList();
        var containers = (await ListAsync(host, cancellationToken)).ToDictionary(static container => container.ID, StringComparer.Ordinal);
        foreach (var dyno in before)
        {
            if (!containers.Remove(dyno.Container!, out var container))
                dyno.OnEnded(null);
            else if (container.State is "exited" or "dead")
                dyno.OnEnded(await ExitCodeAsync(container.ID, cancellationToken));
        }

        foreach (var container in containers.Values)
        {
            if (Facts(container, host.Options) is { } facts && !isActive(facts.Id))
                await ContainerRemoval.RemoveAsync(host, container.ID);
        }
    }

    /// <summary>All containers of this platform and of no other.</summary>
    public static Task<IList<ContainerListResponse>> ListAsync(DockerHost host, CancellationToken cancellationToken) =>
        host.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filters(host) }, cancellationToken);

    public static ContainerFacts? Facts(ContainerListResponse container, DockerOptions options) =>
        container.Labels.TryGetValue(ContainerNames.DynoLabel(options.LabelPrefix), out var label) ? ContainerFacts.Read(label) : null;

    private static Dictionary<string, IDictionary<string, bool>> Filters(DockerHost host) => new()
    {
        ["label"] = new Dictionary<string, bool> { [$"{ContainerNames.PlatformLabel(host.Options.LabelPrefix)}={host.Platform}"] = true },
    };

    private async Task<int?> ExitCodeAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            return (int)(await host.Client.Containers.InspectContainerAsync(container, cancellationToken)).State!.ExitCode;
        }
        catch (DockerContainerNotFoundException)
        {
            return null;
        }
    }

    private Task MonitorAsync(CancellationToken cancellationToken)
    {
        var filters = Filters(host);
        filters["type"] = new Dictionary<string, bool> { ["container"] = true };
        filters["event"] = new Dictionary<string, bool> { ["die"] = true, ["oom"] = true };
        _since ??= (host.Clock.GetUtcNow() - Past).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return host.Client.System.MonitorEventsAsync(new ContainerEventsParameters { Since = _since, Filters = filters }, new Receiver(Receive), cancellationToken);
    }

    private void Receive(Message message)
    {
        if (message.Time is { } time)
            _since = time.ToString(CultureInfo.InvariantCulture);
        if (message.Actor?.ID is not { } id || running.Find(id) is not { } dyno)
            return;
        if (message.Action == "oom")
            dyno.OnMemoryExceeded();
        else if (message.Actor.Attributes.TryGetValue("exitCode", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode))
            dyno.OnEnded(exitCode);
    }

    /// <summary>Takes messages in order, on the thread that reads them.</summary>
    private sealed class Receiver(Action<Message> receive) : IProgress<Message>
    {
        public void Report(Message value) => receive(value);
    }
}
