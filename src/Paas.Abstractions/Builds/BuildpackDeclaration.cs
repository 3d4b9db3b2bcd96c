using System.Collections.Immutable;

namespace Paas;

/// <summary>The buildpacks that a source asks for.</summary>
/// <param name="File">The file that says so, such as <c>app.json</c>.</param>
/// <param name="Buildpacks">Names or addresses, in order.</param>
public sealed record BuildpackDeclaration(string File, ImmutableArray<string> Buildpacks);
