using System.Collections.Concurrent;

namespace Paas.Docker.Runs;

/// <summary>The dynos of this host by their containers.</summary>
internal sealed class RunningContainers
{
    private readonly ConcurrentDictionary<string, ContainerDyno> _byContainer = new(StringComparer.Ordinal);

    public IEnumerable<ContainerDyno> All => _byContainer.Values;

    public void Add(ContainerDyno dyno) => _byContainer[dyno.Container!] = dyno;

    public void Remove(ContainerDyno dyno) => _byContainer.TryRemove(dyno.Container!, out _);

    public ContainerDyno? Find(string container) => _byContainer.GetValueOrDefault(container);

    public ContainerDyno? Find(Guid dynoId) => _byContainer.Values.FirstOrDefault(dyno => dyno.Spec.Id == dynoId);
}
