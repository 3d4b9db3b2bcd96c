using System.Net;
using System.Net.Sockets;
using Paas.Builds;
using Paas.Crashes;
using Paas.Hosting;

namespace Paas.Scenarios;

/// <summary>Hosts that start again over the same data, or cannot start at all.</summary>
public sealed class RestartTests
{
    private const string App = "shop";

    [Fact]
    public async Task Start_OverTheDataOfAnEarlierHost_ServesItsAppsWithoutAPush()
    {
        Bash.Require("node");
        using var directory = new TestDirectory();
        var data = directory.PathOf("data");
        using var source = new TestDirectory().WithScriptApp("one");
        string token;
        await using (var first = await RealPlatform.StartAsync(data))
        {
            await first.DeployAsync(App, source);
            await first.Platform.Config.UpdateAsync(App, new Dictionary<string, string?> { ["COLOUR"] = "green" }, TestContext.Current.CancellationToken);
            await first.ConvergesAsync(App);
            token = first.Token;
        }

        Assert.Empty(DynoScan.Directories(Path.Combine(data, "dynos")));
        await using var second = await RealPlatform.StartAsync(data);

        // The router holds the request until the first dyno is up.
        Assert.Equal("one green on web.1\n", await second.GetAsync(App));
        Assert.Equal(4, (await second.CurrentAsync(App)).Version);
        Assert.Equal(token, second.Token);
        (await second.PushAsync(App, source.WithScriptApp("two"))).Succeeded();
        await second.ConvergesAsync(App);
        Assert.Equal("two green on web.1\n", await second.GetAsync(App));
    }

    [Fact]
    public async Task Start_RoutersPortIsInUse_SaysWhichPortAndWhatToDo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<IOException>(() => RealPlatform.StartAsync(routerPort: port));

        Assert.Equal($"The router cannot listen on 127.0.0.1:{port}: the port is taken by another program. Stop that program, or choose another one with RouterOptions.Listen.", refused.Message);
    }

    [Fact]
    public async Task Start_DataDirectoryIsUsedByAnotherHost_IsRefusedAndHarmsNothing()
    {
        Bash.Require("node");
        await using var first = await RealPlatform.StartAsync();
        using var source = new TestDirectory().WithScriptApp("one");
        await first.DeployAsync(App, source);

        var refused = await Assert.ThrowsAsync<PaasException>(() => RealPlatform.StartAsync(first.DataDirectory));

        Assert.Equal(PaasErrors.Unavailable, refused.Id);
        Assert.Contains(first.DataDirectory, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another process of this platform", refused.Message, StringComparison.Ordinal);
        Assert.Equal("one colourless on web.1\n", await first.GetAsync(App));
    }

    [Fact]
    public async Task Start_StateFileIsUnreadable_IsRefusedByName()
    {
        using var directory = new TestDirectory();
        var data = directory.PathOf("data");
        await using (var first = await RealPlatform.StartAsync(data))
            await first.Platform.Apps.CreateAsync(App, TestContext.Current.CancellationToken);
        var journal = Path.Combine(data, "state", "journal");
        var bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        Array.Fill(bytes, (byte)'x', 0, 16);
        await File.WriteAllBytesAsync(journal, bytes, TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<PaasException>(() => RealPlatform.StartAsync(data));

        Assert.Equal(PaasErrors.Unavailable, refused.Id);
        Assert.Contains(journal, refused.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken));
    }
}
