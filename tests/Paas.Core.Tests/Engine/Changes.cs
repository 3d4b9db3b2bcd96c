using System.Collections.Immutable;

namespace Paas.Engine;

/// <summary>Turns a step of a random history into a change of the app as it is now. Pure.</summary>
internal static class Changes
{
    public static Change Of(Step step, AppFacts? app, int serial)
    {
        if (app is null)
        {
            var name = $"app-{step.Slot}-{serial}";
            return new Change(step.Slot, null, platform => platform.Apps.CreateAsync(name), new AppFacts(name));
        }

        return step.Kind switch
        {
            StepKind.Deploy => Deploy(step, app, WithoutCommand(step.Number, serial), broken: false, failing: false),
            StepKind.DeployWithReleaseCommand => Deploy(step, app, WithoutCommand(step.Number, serial).Add("release", $"migrate {serial}"), broken: false, failing: false),
            StepKind.DeployFailingReleaseCommand => Deploy(step, app, WithoutCommand(step.Number, serial).Add("release", $"fail {serial}"), broken: false, failing: true),
            StepKind.DeployBroken => Deploy(step, app, WithoutCommand(step.Number, serial), broken: true, failing: false),
            StepKind.SetConfig => Release(step, app, app.Release.Types, app.Config.SetItem($"KEY_{step.Number % 3}", $"{serial}"), platform => platform.Config.UpdateAsync(app.Name, new Dictionary<string, string?> { [$"KEY_{step.Number % 3}"] = $"{serial}" })),
            StepKind.RemoveConfig => RemoveConfig(step, app),
            StepKind.Scale => Scale(step, app),
            StepKind.Rollback => Rollback(step, app),
            StepKind.Rename => Outcome(step, app, app with { Name = $"app-{step.Slot}-{serial}" }, platform => platform.Apps.UpdateAsync(app.Name, new AppUpdate { Name = $"app-{step.Slot}-{serial}" })),
            StepKind.AddDomain => Outcome(step, app, app with { Domains = app.Domains.Add($"www{serial}.example.com") }, platform => platform.Domains.AddAsync(app.Name, $"www{serial}.example.com")),
            StepKind.RemoveDomain when app.Domains.IsEmpty => new Change(step.Slot, app, platform => platform.Domains.RemoveAsync(app.Name, "www.example.com")),
            StepKind.RemoveDomain => Outcome(step, app, app with { Domains = app.Domains.Remove(app.Domains[0]) }, platform => platform.Domains.RemoveAsync(app.Name, app.Domains[0])),
            StepKind.Maintenance => Outcome(step, app, app with { Maintenance = !app.Maintenance }, platform => platform.Apps.UpdateAsync(app.Name, new AppUpdate { Maintenance = !app.Maintenance })),
            StepKind.Restart => Outcome(step, app, app, platform => platform.Dynos.RestartAsync(app.Name)),
            _ => Outcome(step, app, null, platform => platform.Apps.DestroyAsync(app.Name)),
        };
    }

    private static Change Outcome(Step step, AppFacts app, AppFacts? after, Func<IPlatform, Task> invokeAsync) => new(step.Slot, app, invokeAsync, after);

    private static ImmutableSortedDictionary<string, string> WithoutCommand(int number, int serial)
    {
        var types = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        types["web"] = $"serve {serial}";
        if (number % 2 == 0)
            types["worker"] = $"work {serial}";
        return types.ToImmutable();
    }

    private static Change Deploy(Step step, AppFacts app, ImmutableSortedDictionary<string, string> types, bool broken, bool failing)
    {
        var procfile = broken ? "web serve\nthis is no Procfile" : string.Join('\n', types.Select(static pair => $"{pair.Key}: {pair.Value}"));
        Task DeployAsync(IPlatform platform) => CrashWorld.DeployAsync(platform, app.Name, procfile, expected: broken ? BuildStatus.Failed : BuildStatus.Succeeded);
        if (broken)
            return Outcome(step, app, app, DeployAsync);

        var appended = app.Append(types, app.Config);
        if (failing)
            return Outcome(step, app, appended, DeployAsync);
        return types.ContainsKey("release")
            ? new Change(step.Slot, app, DeployAsync, appended, appended.Succeed())
            : Outcome(step, app, appended.Succeed(), DeployAsync);
    }

    private static Change Release(
        Step step, AppFacts app, ImmutableSortedDictionary<string, string> types, ImmutableSortedDictionary<string, string> config, Func<IPlatform, Task> invokeAsync)
    {
        var appended = app.Append(types, config);
        return types.ContainsKey("release")
            ? new Change(step.Slot, app, invokeAsync, appended, appended.Succeed())
            : new Change(step.Slot, app, invokeAsync, appended.Succeed());
    }

    private static Change RemoveConfig(Step step, AppFacts app)
    {
        var key = $"KEY_{step.Number % 3}";
        Task InvokeAsync(IPlatform platform) => platform.Config.UpdateAsync(app.Name, new Dictionary<string, string?> { [key] = null });
        return app.Config.ContainsKey(key) ? Release(step, app, app.Release.Types, app.Config.Remove(key), InvokeAsync) : Outcome(step, app, app, InvokeAsync);
    }

    private static Change Scale(Step step, AppFacts app)
    {
        var (type, quantity) = (step.Number % 2 == 0 ? "web" : "worker", step.Number % 4);
        Task InvokeAsync(IPlatform platform) => platform.Formations.UpdateAsync(app.Name, [new FormationUpdate(type) { Quantity = quantity }]);
        return app.Formation.ContainsKey(type)
            ? Outcome(step, app, app with { Formation = app.Formation.SetItem(type, quantity) }, InvokeAsync)
            : new Change(step.Slot, app, InvokeAsync);
    }

    private static Change Rollback(Step step, AppFacts app)
    {
        var version = 1 + (step.Number % app.Releases.Length);
        var target = app.Releases[version - 1];
        Task InvokeAsync(IPlatform platform) => platform.Releases.RollbackAsync(app.Name, version);
        return target is { Status: ReleaseStatus.Succeeded, Types.IsEmpty: false }
            ? Release(step, app, target.Types, target.Config, InvokeAsync)
            : new Change(step.Slot, app, InvokeAsync);
    }
}
