using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paas.Access.Sharing;
using Paas.Certificates;
using Paas.Dynos;
using Paas.Engine;
using Paas.Formations;
using Paas.Logs;
using Paas.Releases;
using Paas.Schedules;
using Paas.Sleeping;

namespace Paas.Apps;

/// <summary>Makes apps: new ones in one commit with their first two releases, and known ones from the state store.</summary>
internal sealed class AppFactory(
    AppDirectory directory, AppCommits commits, IStateStore store, Reconciler reconciler, EngineLog log, EngineActivity activity,
    IOptions<PaasOptions> options, Random random, TimeProvider time, ILogger<Mailbox> mailboxLogger)
{
    private const int RandomNameAttempts = 20;

    public async Task<AppState> CreateAsync(string? name, string actor, AppOwnership ownership)
    {
        if (name is not null)
        {
            AppName.Check(name);
            return await TryCreateAsync(name, actor, ownership) ?? throw new PaasException(PaasErrors.InvalidParams, $"Name {name} is already taken.");
        }

        for (var attempt = 0; attempt < RandomNameAttempts; attempt++)
        {
            if (await TryCreateAsync(AppName.NewRandom(random), actor, ownership) is { } app)
                return app;
        }

        throw new PaasException(PaasErrors.Unavailable, "No free random name was found. Give the app a name of your own.");
    }

    /// <summary>Makes the state of an app that the store knows.</summary>
    public AppState Load(AppDocument document, long version, ReleaseDocument current, ImmutableArray<ScheduleEntry> schedules, ImmutableArray<CertificateEntry> certificates, SleepState sleep)
    {
        // Earlier versions kept the credentials in the addresses.
        if (document.SealedBuildpacks.Length == 0)
            document = commits.WithBuildpacks(document, document.App.Buildpacks);
        var config = commits.Open(document.App.Id, document.SealedConfig);
        current = current with { Config = commits.Open(document.App.Id, current.SealedConfig) };
        return New(new AppModel { Document = document, Version = version, Config = config, Current = current, Schedules = schedules, Certificates = certificates, Sleep = sleep });
    }

    private async Task<AppState?> TryCreateAsync(string name, string actor, AppOwnership ownership)
    {
        var now = time.GetUtcNow();
        var id = Guid.NewGuid();
        var first = FirstRelease(1, "Initial release", actor, now);
        var second = FirstRelease(2, "Enable Logplex", actor, now);
        var document = new AppDocument
        {
            App = new App { Id = id, Name = name, Stack = options.Value.Stack, OwnerId = ownership.OwnerId, TeamId = ownership.TeamId, CreatedAt = now, UpdatedAt = now },
            LastVersion = 2,
            CurrentVersion = 2,
            Access = ownership.Access,
        };
        var revision = await store.CommitAsync(
            [
                new StateChange(Keys.Name(name), EngineJson.Write(id, EngineJson.Default.Guid), 0),
                new StateChange(Keys.App(id), EngineJson.Write(document, EngineJson.Default.AppDocument), 0),
                new StateChange(Keys.Release(id, 1), EngineJson.Write(first, EngineJson.Default.ReleaseDocument), 0),
                new StateChange(Keys.Release(id, 2), EngineJson.Write(second, EngineJson.Default.ReleaseDocument), 0),
            ],
            CancellationToken.None);
        if (revision is not { } version)
            return null;

        var app = New(new AppModel { Document = document, Version = version, Config = commits.Open(id, []), Current = second });
        directory.Add(app);
        log.Api(id, "Initial release", actor);
        log.Api(id, "Release v1 created", actor);
        log.Api(id, "Enable Logplex", actor);
        log.Api(id, "Release v2 created", actor);
        await app.Mailbox.InvokeAsync(async () =>
        {
            await reconciler.ReconcileAsync(app);
            return true;
        }, CancellationToken.None);
        return app;
    }

    private AppState New(AppModel model) => new(model.App.Id, model, new Mailbox(activity, mailboxLogger));

    private static ReleaseDocument FirstRelease(int version, string description, string actor, DateTimeOffset now) => new(
        new Release { Id = Guid.NewGuid(), Version = version, Description = description, Actor = actor, Status = ReleaseStatus.Succeeded, CreatedAt = now, UpdatedAt = now },
        []);
}
