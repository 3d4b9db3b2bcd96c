using System.Reflection;
using Paas.Hosting;

namespace Paas.Architecture;

/// <summary>The borders between the packages, as docs/architecture.md draws them.</summary>
public sealed class ArrowTests
{
    /// <summary>What each package may reference of ours.</summary>
    private static readonly Dictionary<string, string[]> _arrows = new(StringComparer.Ordinal)
    {
        ["Paas.Abstractions"] = [],
        ["Paas.Core"] = ["Paas.Abstractions"],
        ["Paas.Buildpacks"] = ["Paas.Abstractions"],
        ["Paas.Http"] = [],
        ["Paas.Router"] = ["Paas.Abstractions", "Paas.Http"],
        ["Paas.Git"] = ["Paas.Abstractions"],
        ["Paas.Api"] = ["Paas.Abstractions"],
        ["Paas.Sqlite"] = ["Paas.Abstractions"],
        ["Paas.Argon2"] = ["Paas.Abstractions"],
        ["Paas.Docker"] = ["Paas.Abstractions"],
        ["Paas.Testing"] = ["Paas.Abstractions", "Paas.Core"],
    };

    private static readonly Type[] _ports =
    [
        typeof(IBuildpack), typeof(IBuildpackResolver), typeof(IDynoDriver), typeof(ISlugStore), typeof(IStateStore), typeof(IHttpRouter), typeof(ILogDrain),
        typeof(ILogSink), typeof(IAuthenticator), typeof(IAuthorizer), typeof(IPasswordHasher), typeof(ISecretProtector),
    ];

    /// <summary>Names that clash with those of every web host.</summary>
    private static readonly string[] _taboo = ["Route", "IRouter", "Endpoint", "Host", "Results", "Timer"];

    private const int MaxMethods = 4;
    private const int MaxLines = 400;

    public static TheoryData<string> Packages => [.. _arrows.Keys];

    [Fact]
    public void Source_EachLibrary_HasItsArrows()
    {
        var libraries = Directory.EnumerateFiles(Repository.PathOf("src"), "Paas.*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        // The server of static sites is a program inside a package, not a library.
        Assert.Equal(_arrows.Keys.Order(), libraries.Where(static name => name != "Paas.StaticServer").Order());
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Assembly_OfEachPackage_ReferencesOnlyWhatItsArrowsAllow(string package)
    {
        var references = Assembly.Load(package).GetReferencedAssemblies().Select(static reference => reference.Name!).Where(static name => name.StartsWith("Paas", StringComparison.Ordinal));

        Assert.Empty(references.Except(_arrows[package]));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Assembly_OfEachPackage_HasNoPublicTypeOfATabooName(string package) =>
        Assert.DoesNotContain(Assembly.Load(package).GetExportedTypes(), static type => _taboo.Contains(type.Name.Split('`')[0]));

    [Fact]
    public void Ports_HaveFewMethods() =>
        Assert.All(_ports, static port =>
        {
            var methods = port.GetMethods().Count(static method => !method.IsSpecialName);
            Assert.True(methods is > 0 and <= MaxMethods, $"{port.Name} has {methods} methods; a port has at most {MaxMethods}.");
        });

    [Fact]
    public void Source_Files_AreShort()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
            .ToList();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, static file => File.ReadLines(file).Count() > MaxLines);
    }
}
