using System.Collections.Immutable;
using System.Text.Json;
using Paas.Builds;
using Paas.Engine;
using Paas.Releases;

namespace Paas.Apps;

/// <summary>Writes changes of an app's documents, all or none, and only then into its model.</summary>
internal sealed class AppCommits(IStateStore store, ISecretProtector secrets, TimeProvider time)
{
    /// <summary>
    /// Commits a new version of the app's document together with further changes. Called inside the app's mailbox; when
    /// it throws nothing was changed.
    /// </summary>
    public async ValueTask CommitAsync(AppState app, AppDocument document, params IEnumerable<StateChange> further)
    {
        document = document with { App = document.App with { UpdatedAt = time.GetUtcNow() } };
        var revision = await store.CommitAsync(
            [new StateChange(Keys.App(app.Id), EngineJson.Write(document, EngineJson.Default.AppDocument), app.Model.Version), .. further],
            CancellationToken.None)
            ?? throw new PaasException(PaasErrors.Conflict, $"App {app.Model.App.Name} was not changed: a name or domain was taken by another app at the same moment (try again), or another engine uses the same state store (stop one of the two).");
        app.Model = app.Model with { Document = document, Version = revision };
    }

    /// <summary>Commits documents below the app's without changing it.</summary>
    public async ValueTask CommitAsync(params IReadOnlyList<StateChange> changes)
    {
        _ = await store.CommitAsync(changes, CancellationToken.None)
            ?? throw new PaasException(PaasErrors.Conflict, $"'{changes[0].Key}' was changed by another engine that uses the same state store. Stop one of the two.");
    }

    /// <summary>Commits a release that is there already.</summary>
    public ValueTask CommitAsync(AppState app, ReleaseDocument release) => CommitAsync(Write(app, release, mustBeNew: false));

    public static StateChange Write(AppState app, ReleaseDocument release, bool mustBeNew) =>
        new(Keys.Release(app.Id, release.Release.Version), EngineJson.Write(release, EngineJson.Default.ReleaseDocument), mustBeNew ? 0 : null);

    /// <summary>Commits a document below the app's and returns its new version.</summary>
    public async ValueTask<long> CommitOneAsync(StateChange change) =>
        await store.CommitAsync([change], CancellationToken.None)
        ?? throw new PaasException(PaasErrors.Conflict, $"'{change.Key}' was changed by another engine that uses the same state store. Stop one of the two.");

    public byte[] Seal(Guid app, ImmutableSortedDictionary<string, string> config) =>
        secrets.Protect(JsonSerializer.SerializeToUtf8Bytes(config, EngineJson.Default.ImmutableSortedDictionaryStringString), Purpose(app));

    public ImmutableSortedDictionary<string, string> Open(Guid app, byte[] sealedConfig)
    {
        if (sealedConfig.Length == 0)
            return ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

        var config = JsonSerializer.Deserialize(secrets.Unprotect(sealedConfig, Purpose(app)), EngineJson.Default.ImmutableSortedDictionaryStringString);
        return config!.WithComparers(StringComparer.Ordinal);
    }

    /// <summary>Chooses buildpacks. The app has their addresses as people may see them, and only what is sealed has the credentials.</summary>
    public AppDocument WithBuildpacks(AppDocument document, ImmutableArray<string> references)
    {
        var shown = BuildpackAddress.Masked(references);
        return document with
        {
            App = document.App with { Buildpacks = shown },
            SealedBuildpacks = shown.SequenceEqual(references) ? [] : secrets.Protect(JsonSerializer.SerializeToUtf8Bytes(references, EngineJson.Default.ImmutableArrayString), BuildpacksOf(document.App.Id)),
        };
    }

    /// <summary>The app's buildpacks with the credentials of their addresses.</summary>
    public ImmutableArray<string> OpenBuildpacks(AppDocument document) => document.SealedBuildpacks.Length == 0
        ? document.App.Buildpacks
        : JsonSerializer.Deserialize(secrets.Unprotect(document.SealedBuildpacks, BuildpacksOf(document.App.Id)), EngineJson.Default.ImmutableArrayString);

    private static string BuildpacksOf(Guid app) => $"buildpacks/{app}";

    private static string Purpose(Guid app) => $"config/{app}";
}
