using Microsoft.Extensions.Time.Testing;
using Paas.Testing;

namespace Paas.Sqlite;

public static class SqliteStateStoreConformanceTests
{
    // The clock never moves: watches must learn of the store's own commits without it.
    private static ValueTask<IStateStore> Open(string directory) =>
        ValueTask.FromResult<IStateStore>(SqliteStateStore.Open(Path.Combine(directory, "paas.db"), new FakeTimeProvider()));

    private static ValueTask Delete(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    public sealed class Conformance : StateStoreConformance
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("paas-sqlite-").FullName;

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory);

        protected override ValueTask CleanUpAsync() => Delete(_directory);
    }

    public sealed class Durability : StateStoreDurabilityConformance
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("paas-sqlite-").FullName;

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory);

        protected override ValueTask<IStateStore> OpenAtAsync(string location) => Open(location);

        protected override ValueTask CleanUpAsync() => Delete(_directory);
    }

    public sealed class Concurrency : StateStoreConcurrencyConformance
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("paas-sqlite-").FullName;

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory);

        protected override ValueTask CleanUpAsync() => Delete(_directory);
    }

    public sealed class Model : StateStoreModelConformance
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("paas-sqlite-").FullName;

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory);

        protected override ValueTask CleanUpAsync() => Delete(_directory);
    }
}
