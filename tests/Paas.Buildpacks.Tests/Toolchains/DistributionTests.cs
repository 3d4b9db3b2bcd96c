using System.Runtime.InteropServices;

namespace Paas.Toolchains;

/// <summary>Each language's official index in its own format, read from a mirror; an archive installed from it.</summary>
public sealed class DistributionTests
{
    private static readonly bool _arm = RuntimeInformation.OSArchitecture == Architecture.Arm64;

    [Fact]
    public async Task Node_IndexAndSums_GiveTheVersionsOfThisPlatform()
    {
        var platform = _arm ? "linux-arm64" : "linux-x64";
        var archive = TestArchive.Tar($"node-v22.11.0-{platform}/bin/node", $"node-v22.11.0-{platform}/lib/node_modules/npm/package.json");
        await using var fixture = await ToolchainFixture.CreateAsync("node");
        fixture.Mirror
            .With("index.json", $$"""[{"version":"v23.1.0","files":["win-x64-zip"],"lts":false},{"version":"v22.11.0","files":["headers","{{platform}}"],"lts":"Jod"}]""")
            .With("v22.11.0/SHASUMS256.txt", $"{new string('0', 64)}  node-v22.11.0-darwin-arm64.tar.gz\n{MirrorServer.Sha256(archive)}  node-v22.11.0-{platform}.tar.gz\n")
            .With($"v22.11.0/node-v22.11.0-{platform}.tar.gz", archive);

        Assert.Equal(["22.11.0"], (await fixture.ListAsync("node")).Select(static release => release.Version));
        var directory = await fixture.InstallAsync("node", "22.11.0");

        AssertProgram(directory, "bin/node");
        Assert.True(File.Exists(Path.Combine(directory, "lib/node_modules/npm/package.json")));
    }

    [Fact]
    public async Task Go_Index_GivesStableArchivesOfThisPlatform()
    {
        var architecture = _arm ? "arm64" : "amd64";
        var archive = TestArchive.Tar("go/bin/go", "go/VERSION");
        await using var fixture = await ToolchainFixture.CreateAsync("go");
        fixture.Mirror.With("?mode=json&include=all", $$"""
            [{"version":"go1.24rc1","stable":false,"files":[{"filename":"go1.24rc1.linux-{{architecture}}.tar.gz","os":"linux","arch":"{{architecture}}","kind":"archive","sha256":"{{new string('1', 64)}}"}]},
             {"version":"go1.23.4","stable":true,"files":[
               {"filename":"go1.23.4.src.tar.gz","os":"","arch":"","kind":"source","sha256":"{{new string('1', 64)}}"},
               {"filename":"go1.23.4.windows-amd64.zip","os":"windows","arch":"amd64","kind":"archive","sha256":"{{new string('1', 64)}}"},
               {"filename":"go1.23.4.linux-{{architecture}}.tar.gz","os":"linux","arch":"{{architecture}}","kind":"archive","sha256":"{{MirrorServer.Sha256(archive)}}"}]}]
            """).With($"go1.23.4.linux-{architecture}.tar.gz", archive);

        Assert.Equal(["1.23.4"], (await fixture.ListAsync("go")).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync("go", "1.23.4"), "bin/go");
    }

    [Fact]
    public async Task OpenJdk_Assets_GiveEachFeatureReleasesVersions()
    {
        var archive = TestArchive.Tar("jdk-21.0.4+7/bin/java", "jdk-21.0.4+7/release");
        await using var fixture = await ToolchainFixture.CreateAsync("openjdk");
        string Query(int feature) => $"v3/assets/feature_releases/{feature}/ga?architecture={(_arm ? "aarch64" : "x64")}&heap_size=normal&image_type=jdk&jvm_impl=hotspot&os=linux&page_size=20&project=jdk&sort_order=DESC&vendor=eclipse";
        fixture.Mirror
            .With("v3/info/available_releases", """{"available_lts_releases":[8,21],"available_releases":[8,21,23],"most_recent_lts":21}""")
            .With(Query(8), $$"""[{"release_name":"jdk8u422-b05","binaries":[{"image_type":"jdk","package":{"name":"x.tar.gz","link":"https://example.org/x.tar.gz","checksum":"{{new string('2', 64)}}" } }]}]""")
            .With(Query(21), $$"""[{"release_name":"jdk-21.0.4+7","binaries":[{"image_type":"jdk","package":{"name":"jdk.tar.gz","link":"{{fixture.Mirror.Address}}jdk.tar.gz","checksum":"{{MirrorServer.Sha256(archive)}}" } }]}]""")
            .With("jdk.tar.gz", archive);

        Assert.Equal(["8.0.422", "21.0.4"], (await fixture.ListAsync("openjdk")).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync("openjdk", "21.0.4"), "bin/java");
    }

    [Fact]
    public async Task Maven_Listing_GivesItsDirectories()
    {
        var archive = TestArchive.Tar("apache-maven-3.9.9/bin/mvn");
        await using var fixture = await ToolchainFixture.CreateAsync("maven");
        fixture.Mirror
            .With("maven-3/", """<pre><a href="/dist/maven/">Parent Directory</a> <a href="3.8.8/">3.8.8/</a> <a href="3.9.9/">3.9.9/</a> <a href="KEYS">KEYS</a></pre>""")
            .With("maven-3/3.9.9/binaries/apache-maven-3.9.9-bin.tar.gz.sha512", MirrorServer.Sha512(archive))
            .With("maven-3/3.9.9/binaries/apache-maven-3.9.9-bin.tar.gz", archive);

        Assert.Equal(["3.8.8", "3.9.9"], (await fixture.ListAsync("maven")).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync("maven", "3.9.9"), "bin/mvn");
    }

    [Fact]
    public async Task Gradle_Versions_AreFinalOnesFromZipFiles()
    {
        var archive = TestArchive.Zip("gradle-8.10/bin/gradle", "gradle-8.10/lib/gradle.jar");
        await using var fixture = await ToolchainFixture.CreateAsync("gradle");
        fixture.Mirror
            .With("versions/all", """
                [{"version":"8.11-rc-1","snapshot":false,"nightly":false,"broken":false},{"version":"8.12-20241101","snapshot":true,"nightly":true,"broken":false},
                 {"version":"8.10","snapshot":false,"nightly":false,"broken":false},{"version":"8.9","snapshot":false,"nightly":false,"broken":true}]
                """)
            .With("distributions/gradle-8.10-bin.zip.sha256", MirrorServer.Sha256(archive))
            .With("distributions/gradle-8.10-bin.zip", archive);

        Assert.Equal(["8.10"], (await fixture.ListAsync("gradle")).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync("gradle", "8.10"), "bin/gradle");
    }

    [Fact]
    public async Task Sbt_Releases_AreFinalOnes()
    {
        var archive = TestArchive.Tar("sbt/bin/sbt");
        await using var fixture = await ToolchainFixture.CreateAsync("sbt");
        fixture.Mirror
            .With("releases.json", """[{"tag_name":"v2.0.0-M2","prerelease":true,"draft":false},{"tag_name":"v1.10.1","prerelease":false,"draft":false}]""")
            .With("v1.10.1/sbt-1.10.1.tgz.sha256", $"{MirrorServer.Sha256(archive)}  *sbt-1.10.1.tgz\n")
            .With("v1.10.1/sbt-1.10.1.tgz", archive);

        Assert.Equal(["1.10.1"], (await fixture.ListAsync("sbt")).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync("sbt", "1.10.1"), "bin/sbt");
    }

    [Fact]
    public async Task Leiningen_Script_NamesTheProgram()
    {
        var archive = "a jar"u8.ToArray();
        await using var fixture = await ToolchainFixture.CreateAsync("leiningen");
        fixture.Mirror
            .With("raw/branch/stable/bin/lein", $"#!/usr/bin/env bash\nexport LEIN_VERSION=\"2.11.2\"\n# Must be sha256sum\nexport LEIN_CHECKSUM='{MirrorServer.Sha256(archive)}'\n")
            .With("releases/download/2.11.2/leiningen-2.11.2-standalone.jar", archive);

        var directory = await fixture.InstallAsync("leiningen", "2.11.2");
        AssertProgram(directory, "bin/lein");
        Assert.Equal("a jar", File.ReadAllText(Path.Combine(directory, "lib/leiningen-standalone.jar")));
    }

    [Fact]
    public async Task DotNet_Channels_GiveAllTheirSdks()
    {
        var rid = _arm ? "linux-arm64" : "linux-x64";
        var archive = TestArchive.Tar("dotnet", "sdk/9.0.101/dotnet.dll");
        await using var fixture = await ToolchainFixture.CreateAsync("dotnet");
        fixture.Mirror
            .With("release-metadata/releases-index.json", """{"releases-index":[{"channel-version":"9.0","latest-sdk":"9.0.101"},{"channel-version":"3.1","latest-sdk":"3.1.426"}]}""")
            .With("release-metadata/9.0/releases.json", $$"""
                {"releases":[{"release-version":"9.0.0","sdks":[
                  {"version":"9.0.101","files":[{"name":"dotnet-sdk-win-x64.zip","rid":"win-x64","url":"https://builds.dotnet.microsoft.com/dotnet/Sdk/x.zip","hash":"00"},
                    {"name":"dotnet-sdk-{{rid}}.tar.gz","rid":"{{rid}}","url":"https://builds.dotnet.microsoft.com/dotnet/Sdk/9.0.101/dotnet-sdk-9.0.101-{{rid}}.tar.gz","hash":"{{MirrorServer.Sha512(archive)}}"}]},
                  {"version":"9.0.200","files":[{"name":"dotnet-sdk-{{rid}}.tar.gz","rid":"{{rid}}","url":"https://builds.dotnet.microsoft.com/dotnet/Sdk/9.0.200/y.tar.gz","hash":"{{new string('3', 128)}}"}]}]}]}
                """)
            .With($"Sdk/9.0.101/dotnet-sdk-9.0.101-{rid}.tar.gz", archive);

        Assert.Equal(["9.0.101", "9.0.200"], (await fixture.ListAsync("dotnet")).Select(static release => release.Version));
        var directory = await fixture.InstallAsync("dotnet", "9.0.101");
        AssertProgram(directory, "bin/dotnet");
        Assert.Equal(Path.Combine(directory, "dotnet"), File.ResolveLinkTarget(Path.Combine(directory, "bin/dotnet"), returnFinalTarget: true)!.FullName);
    }

    [Fact]
    public async Task Python_Sums_GiveTheNewestPatches()
    {
        var name = $"cpython-3.12.7+20241016-{(_arm ? "aarch64" : "x86_64")}-unknown-linux-gnu-install_only_stripped.tar.gz";
        var archive = TestArchive.Tar(tar =>
        {
            tar.WriteEntry(TestArchive.File("python/bin/python3.12"));
            tar.WriteEntry(TestArchive.Link("python/bin/python3", "python3.12"));
        });
        await using var fixture = await ToolchainFixture.CreateAsync("python");
        fixture.Mirror
            .With("latest/download/SHA256SUMS", $"{new string('4', 64)}  cpython-3.12.7+20241016-x86_64-apple-darwin-install_only_stripped.tar.gz\n{new string('4', 64)}  cpython-3.13.0+20241016-{(_arm ? "aarch64" : "x86_64")}-unknown-linux-gnu-debug-full.tar.zst\n{MirrorServer.Sha256(archive)}  {name}\n")
            .With($"download/20241016/{name}", archive);

        Assert.Equal(["3.12.7"], (await fixture.ListAsync("python")).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync("python", "3.12.7"), "bin/python3");
    }

    [Fact]
    public async Task Composer_Versions_AreProgramsOfOneFile()
    {
        var archive = "#!/usr/bin/env php\n<?php"u8.ToArray();
        await using var fixture = await ToolchainFixture.CreateAsync("composer");
        fixture.Mirror
            .With("versions", """
                {"stable":[{"path":"/download/2.7.7/composer.phar","version":"2.7.7","min-php":70205}],"preview":[{"path":"/download/2.8.0-RC1/composer.phar","version":"2.8.0-RC1"}],
                 "snapshot":[{"path":"/composer.phar","version":"f00"}],"2":[{"path":"/download/2.7.7/composer.phar","version":"2.7.7"}],"1":[{"path":"/download/1.10.27/composer.phar","version":"1.10.27"}]}
                """)
            .With("download/2.7.7/composer.phar.sha256sum", $"{MirrorServer.Sha256(archive)}  composer.phar\n")
            .With("download/2.7.7/composer.phar", archive);

        Assert.Equal(["2.7.7", "1.10.27"], (await fixture.ListAsync("composer")).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync("composer", "2.7.7"), "bin/composer");
    }

    [Theory]
    [InlineData("ruby")]
    [InlineData("node")]
    public async Task Directory_WithSums_ServesAnyToolchain(string toolchain)
    {
        var platform = _arm ? "linux-arm64" : "linux-x64";
        var archive = TestArchive.Tar($"x/bin/{toolchain}");
        await using var fixture = await ToolchainFixture.CreateAsync(toolchain);
        fixture.Mirror
            .With("SHA256SUMS", $"{MirrorServer.Sha256(archive)}  {toolchain}-3.3.6-{platform}.tar.gz\n{new string('5', 64)}  {toolchain}-3.3.7-linux-riscv.tar.gz\n{new string('5', 64)}  other-1.0.tar.gz\n")
            .With($"{toolchain}-3.3.6-{platform}.tar.gz", archive);

        Assert.Equal(["3.3.6"], (await fixture.ListAsync(toolchain)).Select(static release => release.Version));
        AssertProgram(await fixture.InstallAsync(toolchain, "3.3.6"), $"bin/{toolchain}");
    }

    private static void AssertProgram(string directory, string program)
    {
        var path = Path.Combine(directory, program);
        Assert.True(File.Exists(path), $"{program} is missing in {string.Join(", ", Directory.EnumerateFileSystemEntries(directory))}");
        if (!OperatingSystem.IsWindows())
            Assert.True(File.GetUnixFileMode(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).HasFlag(UnixFileMode.OtherExecute), $"{program} cannot be executed");
    }
}
