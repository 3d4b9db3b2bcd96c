using System.Collections.Immutable;

namespace Paas.Formations;

/// <summary>A plan in the making: its actions, and the earliest time at which there will be more to do.</summary>
internal sealed class PlanBuilder(DateTimeOffset now, EngineOptions options)
{
    private readonly List<PlanAction> _actions = [];
    private DateTimeOffset? _wake;

    public DateTimeOffset Now => now;

    public EngineOptions Options => options;

    public void Add(PlanAction action) => _actions.Add(action);

    public void WakeAt(DateTimeOffset time)
    {
        if (_wake is null || time < _wake)
            _wake = time;
    }

    public ImmutableArray<PlanAction> Build()
    {
        if (_wake is { } time)
            _actions.Add(new PlanAction.WaitUntil(time));
        return [.. _actions];
    }
}
