using Paas.Builds;

namespace Paas.Ruby;

/// <summary>The gems of the sample apps and an index over them, made once for a class of tests.</summary>
public sealed class GemArchives : IAsyncLifetime
{
    internal TestDirectory Gems { get; private set; } = null!;

    internal TestDirectory Index { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!await DebianGems.AreThereAsync())
            return;
        Gems = await DebianGems.MakeAsync("sinatra", "puma", "railties", "sprockets-rails");
        Index = await DebianGems.IndexAsync(Gems);
    }

    public ValueTask DisposeAsync()
    {
        Gems?.Dispose();
        Index?.Dispose();
        return ValueTask.CompletedTask;
    }
}
