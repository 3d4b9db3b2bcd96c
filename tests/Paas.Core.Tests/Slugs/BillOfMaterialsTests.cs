using System.Diagnostics;

namespace Paas.Slugs;

/// <summary>Bills of materials against the published schema, by CycloneDX's own library, installed once per machine into the user's cache.</summary>
public sealed class BillOfMaterialsTests
{
    private const string Version = "10.3.0";

    private const string Validate =
        """
        import { createRequire } from 'module';
        import fs from 'fs';
        const { Validation, Spec } = createRequire(process.argv[2])('@cyclonedx/cyclonedx-library');
        const errors = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(fs.readFileSync(process.argv[3], 'utf8'));
        if (errors) { console.log(JSON.stringify(errors)); process.exit(3); }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_ComponentsOfAllKinds_FitsThePublishedSchema()
    {
        var library = await RequireLibraryAsync();
        var bill = BillOfMaterials.Write(
        [
            new SoftwareComponent("express", "4.19.2", "pkg:npm/express@4.19.2") { Checksum = "sha512:" + new string('A', 128), License = "MIT" },
            new SoftwareComponent("@babel/core", "7.24.0", "pkg:npm/%40babel/core@7.24.0") { License = "MIT OR Apache-2.0" },
            new SoftwareComponent("requests", "2.31.0", "pkg:pypi/requests@2.31.0") { Checksum = "sha256:" + new string('0', 64) },
            new SoftwareComponent("org.eclipse.jetty:jetty-server", "9.4.57", "pkg:maven/org.eclipse.jetty/jetty-server@9.4.57") { Checksum = "sha1:" + new string('f', 40) },
            new SoftwareComponent("github.com/gorilla/mux", "v1.8.0", "pkg:golang/github.com/gorilla/mux@v1.8.0") { Checksum = "h1:unknown to CycloneDX" },
        ]);

        Assert.Equal((0, ""), await ValidateAsync(library, bill));
        Assert.Equal((0, ""), await ValidateAsync(library, BillOfMaterials.Write([])));
        // A check that cannot fail would be none.
        Assert.Equal(3, (await ValidateAsync(library, [.. "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":\"thing\"}]}"u8])).Exit);
    }

    private static async Task<(int Exit, string Output)> ValidateAsync(string library, byte[] bill)
    {
        using var directory = new TemporaryDirectory();
        var script = directory.Write("validate.mjs", Validate);
        await File.WriteAllBytesAsync(directory.Combine("bill.json"), bill, Cancellation);
        return await RunAsync("node", script, library + "/", directory.Combine("bill.json"));
    }

    private static async Task<string> RequireLibraryAsync()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var directory = Path.Combine(cache, "paas-tests", $"cyclonedx-{Version}");
        if (Directory.Exists(directory))
            return directory;
        var part = $"{directory}.{Environment.ProcessId}";
        Directory.CreateDirectory(part);
        var (exit, output) = await RunAsync("npm", "install", "--no-audit", "--no-fund", "--prefix", part, $"@cyclonedx/cyclonedx-library@{Version}", "ajv@8", "ajv-formats@3", "ajv-formats-draft2019@1");
        Assert.SkipUnless(exit == 0, $"CycloneDX's library could not be installed from npm: {output}");
        Directory.Move(part, directory);
        return directory;
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync(Cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
            await process.WaitForExitAsync(Cancellation);
            return (process.ExitCode, output + await error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, $"There is no {program} here.");
        }
    }
}
