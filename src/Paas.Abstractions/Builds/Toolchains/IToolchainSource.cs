using System.Collections.Immutable;

namespace Paas;

/// <summary>
/// Port: where a build gets the tools of a language when the machine, or the stack image, has none in the range that the
/// app asks for. Sources are asked in the order of their registration; the first with a version that fits gives it.
/// </summary>
public interface IToolchainSource
{
    /// <summary>Name for people, such as <c>nodejs.org</c> or the address of a mirror.</summary>
    string Name { get; }

    /// <summary>The versions of a toolchain that it has for the stack and this processor, in any order; empty when it has none.</summary>
    /// <param name="toolchain">Its name: <c>node</c>, <c>go</c>, <c>ruby</c>, <c>python</c>, <c>openjdk</c>, <c>maven</c>, <c>gradle</c>, <c>sbt</c>, <c>leiningen</c>, <c>php</c>, <c>composer</c>, <c>dotnet</c>, …</param>
    /// <param name="context">The build that asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: it could not be asked; the message says why and is shown.</exception>
    ValueTask<ImmutableArray<ToolchainRelease>> ListAsync(string toolchain, BuildContext context, CancellationToken cancellationToken);

    /// <summary>
    /// Puts one of them into an empty directory, with its programs in <c>bin</c>, after its checksum was found right. Tells
    /// the transcript of a long download.
    /// </summary>
    /// <param name="release">What <see cref="ListAsync"/> returned.</param>
    /// <param name="directory">Below <see cref="BuildContext.AppDirectory"/> when it belongs into the slug, else below <see cref="BuildContext.CacheDirectory"/>.</param>
    /// <param name="context">The build that asks.</param>
    /// <param name="cancellationToken">Ends it; what the directory then has is worthless.</param>
    /// <exception cref="PaasException"><see cref="PaasErrors.Unavailable"/>: it could not be had, or its checksum is wrong.</exception>
    ValueTask InstallAsync(ToolchainRelease release, string directory, BuildContext context, CancellationToken cancellationToken);
}
