using System.Collections.Concurrent;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;
using Paas.Builds;
using Paas.Files;
using Paas.Selection;

namespace Paas.Fetching;

/// <summary>
/// Fetches buildpacks and keeps what was fetched under the data directory: <c>{key}/trees/{commit or digest}</c>, a few for each address.
/// The key covers credentials, so what one app may fetch is not given to another that may not.
/// </summary>
internal sealed class BuildpackStore(string root, BuildpackOptions options, TimeProvider time)
{
    private const int KeptTrees = 3;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);
    private readonly GitSource _git = new(options);
    private readonly ArchiveSource _archives = new(options);

    /// <summary>Puts a buildpack into a directory of its own below the build's work directory, and says in the transcript which version it is.</summary>
    /// <exception cref="PaasException">It cannot be had; the message says why and names no credentials.</exception>
    public async ValueTask<FetchedBuildpack> FetchAsync(BuildpackReference reference, BuildContext context, CancellationToken cancellationToken)
    {
        var target = Target(context);
        if (reference.Kind == BuildpackReferenceKind.Source)
            return CopySource(reference, context, target);
        if (reference.Kind == BuildpackReferenceKind.Directory)
        {
            if (!Directory.Exists(reference.Address))
                throw new PaasException(PaasErrors.InvalidParams, $"The buildpack '{reference.Shown}' does not exist on the platform's machine.");
            TreeCopy.Copy(reference.Address, target);
            return new FetchedBuildpack(reference.Shown, target);
        }

        using var timeout = new CancellationTokenSource(options.FetchTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await FetchAsync(reference, target, context.Output, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PaasException(PaasErrors.Unavailable, FormattableString.Invariant($"The buildpack {reference.Shown} could not be fetched within {options.FetchTimeout.TotalMinutes:0.##} minutes."));
        }
    }

    private async ValueTask<FetchedBuildpack> FetchAsync(BuildpackReference reference, string target, IBuildOutput output, CancellationToken cancellationToken)
    {
        var shelf = new BuildpackShelf(Path.Combine(root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference.Address)))[..32]));
        var gate = _locks.GetOrAdd(shelf.Directory, static _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!reference.Trusted && !reference.IsLocal && !options.AllowPrivateAddresses)
                await PrivateAddresses.RefuseAsync(new Uri(reference.Address), reference.Shown, cancellationToken);
            var (version, note) = await UpdateAsync(reference, shelf, output, cancellationToken);
            var pinned = $"{reference.Shown}#{version}";
            output.Step($"Fetching custom {(reference.Kind == BuildpackReferenceKind.Git ? "git" : "tar")} buildpack... done");
            output.Detail($"{pinned}{note}");
            TreeCopy.Copy(shelf.TreeOf(version), target);
            shelf.Use(version, KeptTrees);
            return new FetchedBuildpack(pinned, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The buildpack {reference.Shown} could not be stored: {BuildpackReference.Show(exception.Message)}", exception);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Brings the shelf up to date. Where the remote cannot be reached, what was fetched last for this reference is used.</summary>
    private async ValueTask<(string Version, string Note)> UpdateAsync(BuildpackReference reference, BuildpackShelf shelf, IBuildOutput output, CancellationToken cancellationToken)
    {
        try
        {
            var version = reference.Kind == BuildpackReferenceKind.Git
                ? await _git.UpdateAsync(reference, shelf, cancellationToken)
                : await _archives.UpdateAsync(reference, shelf, cancellationToken);
            shelf.Remember(reference.Ref, version);
            return (version, reference.Ref is { } name && name != version ? $" ({name})" : "");
        }
        catch (Exception exception) when (exception is LibGit2SharpException or HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            var reason = BuildpackReference.Show(exception.Message).TrimEnd('.');
            if (shelf.Recall(reference.Ref) is not { } last)
                throw new PaasException(PaasErrors.Unavailable, $"The buildpack {reference.Shown} could not be fetched: {reason}.", exception);
            output.Alert($"The buildpack {reference.Shown} could not be fetched ({reason}). The version that was fetched last is used.");
            return (last, "");
        }
    }

    private static FetchedBuildpack CopySource(BuildpackReference reference, BuildContext context, string target)
    {
        var app = new ConfinedDirectory(context.AppDirectory);
        if (!app.DirectoryExists(reference.Address))
            throw new PaasException(PaasErrors.InvalidParams, $"The source has no directory '{reference.Address}', which is to be a buildpack.");
        TreeCopy.Copy(app.CreateDirectory(reference.Address), target);
        return new FetchedBuildpack(reference.Address, target);
    }

    private static string Target(BuildContext context)
    {
        var parent = Directory.CreateDirectory(Path.Combine(context.WorkDirectory, "buildpacks")).FullName;
        return Path.Combine(parent, FormattableString.Invariant($"{Directory.EnumerateFileSystemEntries(parent).Count() + 1}"));
    }
}
