using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Paas.Apps;
using Paas.Engine;
using Paas.Releases;

namespace Paas.Slugs;

/// <summary>
/// Removes what no slug needs any more from the slug store. An object is written down as suspect before it is stored, and in
/// the commit that removes its release, so that no crash leaves one that nobody knows of. A sweep deletes the suspects that
/// no release names and no running build holds.
/// </summary>
internal sealed partial class SlugGarbage(IStateStore state, ISlugStore slugs, ILogger<SlugGarbage> logger) : IDisposable
{
    // Held while a sweep deletes and while a build takes hold: no object goes between being found there and being used.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>The objects that a release's document names.</summary>
    public static IEnumerable<string> ObjectsOf(StateDocument release) =>
        EngineJson.Read(release, EngineJson.Default.ReleaseDocument).Release.Slug is { Digest: { } digest } slug ? slug.Packs.Prepend(digest) : [];

    /// <summary>Says that an object is perhaps needed no more.</summary>
    public static StateChange Suspect(string digest) => new(KeyOf(digest), "{}"u8.ToArray());

    /// <summary>Keeps objects, which need not be stored yet, until the hold is let go.</summary>
    public async Task<SlugHold> HoldAsync(ImmutableArray<string> digests, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _ = await state.CommitAsync([.. digests.Select(Suspect)], cancellationToken);
            foreach (var digest in digests)
                _held[digest] = _held.GetValueOrDefault(digest) + 1;
        }
        finally
        {
            _gate.Release();
        }

        return new SlugHold(this, digests);
    }

    /// <summary>Lets go, and forgets the suspicion where a release has the objects now.</summary>
    public async Task LetGoAsync(ImmutableArray<string> digests, bool released)
    {
        await _gate.WaitAsync();
        try
        {
            foreach (var digest in digests)
            {
                if (--_held[digest] == 0)
                    _held.Remove(digest);
            }

            if (released)
                _ = await state.CommitAsync([.. digests.Select(static digest => new StateChange(KeyOf(digest), null))], CancellationToken.None);
        }
        catch (PaasException exception)
        {
            // Only a note is left, which the next sweep finds wrong.
            Log.NotSwept(logger, exception);
        }
        finally
        {
            _gate.Release();
        }

        if (!released)
            await SweepAsync();
    }

    /// <summary>Deletes the suspects that nobody needs.</summary>
    public async Task SweepAsync()
    {
        await _gate.WaitAsync();
        try
        {
            var suspects = await state.ListAsync(Keys.Garbage, CancellationToken.None);
            if (suspects.Count == 0)
                return;
            var documents = await state.ListAsync(Keys.Apps, CancellationToken.None);
            var needed = documents.Where(static document => document.Key.Contains("/release/", StringComparison.Ordinal)).SelectMany(ObjectsOf).ToHashSet(StringComparer.Ordinal);
            foreach (var suspect in suspects)
            {
                var digest = "sha256:" + suspect.Key[Keys.Garbage.Length..];
                if (_held.ContainsKey(digest))
                    continue;
                if (!needed.Contains(digest))
                    await slugs.DeleteAsync(digest, CancellationToken.None);
                _ = await state.CommitAsync([new StateChange(suspect.Key, null, suspect.Version)], CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            // What is suspect stays so.
            Log.NotSwept(logger, exception);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static string KeyOf(string digest) => Keys.Garbage + SlugDigest.Hex(digest);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Objects of the slug store that nothing needs any more could not be removed; that is tried again later.")]
        public static partial void NotSwept(ILogger logger, Exception exception);
    }
}
