using Docker.DotNet;
using Paas.Docker.Containers;
using Paas.Docker.Daemon;
using Paas.Dynos.Local;
using Paas.Slugs;

namespace Paas.Docker.Runs;

/// <summary>Makes the container of a dyno, with its files in it.</summary>
/// <param name="spec">The dyno.</param>
/// <param name="host">The daemon.</param>
/// <param name="created">Called with the id of the container as soon as there is one, also when it fails later.</param>
/// <param name="cancellationToken">The dyno was told to end.</param>
internal sealed class ContainerStart(DynoSpec spec, DockerHost host, Action<string> created, CancellationToken cancellationToken)
{
    private string? _container;

    public async Task RunAsync()
    {
        if (!host.SharesFiles && (spec.Directory is not null || !spec.WritableDirectories.IsEmpty))
            throw new CannotStartException($"The Docker daemon at {host.Client.Options.Endpoint} does not see the files of this machine, so that no build can work on them; use a daemon of this machine, or set DockerOptions.SharesFiles where it sees them.");
        var image = host.Images.Of(spec);
        await host.Images.RefreshAsync(image, null, cancellationToken);
        var user = ContainerUser.OfDynos(host.Options.User);
        if (spec.Directory is { } directory)
        {
            // Root without its powers is what no program expects: tar could not set owners, apt not become another user.
            if (ContainerUser.OfHost().User == 0)
                Give([directory, .. spec.WritableDirectories], user);
            else
                user = ContainerUser.OfHost();
        }

        var home = spec.SlugDigest is not null && host.SharesFiles ? host.Directories.CreateHome(spec.Id) : null;
        if (home is not null)
            MemoryQuota.Write(Path.GetDirectoryName(home)!, spec.Size);
        var request = new ContainerRequest(image, home, user, host.NetworkId, host.Platform, host.Processors);
        // Both take about as long, and neither needs the other, but for mounts of what is unpacked.
        var unpacking = home is null ? Task.CompletedTask : Task.Run(() => UnpackAsync(home, user), CancellationToken.None);
        if (!spec.Mounts.IsEmpty)
            await unpacking;
        await Task.WhenAll(CreateAsync(request), unpacking);
        if (spec.SlugDigest is not null && home is null)
            await UploadAsync(user);
    }

    /// <summary>Tries first and pulls then: nearly always the image is there.</summary>
    private async Task CreateAsync(ContainerRequest request)
    {
        var parameters = request.Create(spec, host.Options);
        try
        {
            Created((await host.Client.Containers.CreateContainerAsync(parameters, CancellationToken.None)).ID);
        }
        catch (DockerImageNotFoundException)
        {
            await host.Images.PullAsync(request.Image, null, cancellationToken);
            Created((await host.Client.Containers.CreateContainerAsync(parameters, CancellationToken.None)).ID);
        }
    }

    private void Created(string container)
    {
        _container = container;
        created(container);
    }

    private async Task UnpackAsync(string home, FileOwner user)
    {
        await host.Unpacking.WaitAsync(cancellationToken);
        try
        {
            FileOwner? owner = OperatingSystem.IsWindows() || user == ContainerUser.OfHost() ? null : user;
            if (!await SlugFiles.UnpackAsync(host.Slugs, spec.SlugDigest!, spec.SlugPacks, home, owner, cancellationToken))
                throw new CannotStartException($"The slug {spec.SlugDigest} is not in the slug store.");
        }
        finally
        {
            host.Unpacking.Release();
        }
    }

    /// <summary>Gives what a build uses in place to its user. No process of an app runs in there now; links are not followed all the same.</summary>
    private static void Give(IEnumerable<string> directories, FileOwner user)
    {
        if (ToolRun.Try("chown", ["-R", "-h", "-P", ContainerUser.Format(user), "--", .. directories.Select(Path.GetFullPath)]) is { } failure)
            throw new CannotStartException($"Its directories could not be given to its user: {failure}");
    }

    /// <summary>By way of a directory here: what is sent has been verified.</summary>
    private async Task UploadAsync(FileOwner user)
    {
        var directory = Directory.CreateTempSubdirectory("paas-slug-").FullName;
        try
        {
            await UnpackAsync(directory, ContainerUser.OfHost());
            await new SlugUpload(directory, user, spec.Mounts).RunAsync(host.Client, _container!, cancellationToken);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
