using Microsoft.Data.Sqlite;

namespace Paas.Sqlite;

/// <summary>One connection to the state file with its statements prepared. Not thread-safe.</summary>
internal sealed class StateDatabase : IDisposable
{
    private const int SchemaVersion = 1;

    /// <summary>How long a statement waits for another process that holds the file.</summary>
    private const int BusySeconds = 5;

    private readonly SqliteConnection _connection;
    private readonly string _path;

    private StateDatabase(SqliteConnection connection, string path)
    {
        _connection = connection;
        _path = path;
    }

    public static StateDatabase Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ToString());
        var database = new StateDatabase(connection, path);
        try
        {
            connection.Open();
            database.Execute("PRAGMA journal_mode=WAL");
            database.Execute("PRAGMA synchronous=FULL");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Makes the table when it is missing.</summary>
    public void CreateSchema()
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var version = (long)Scalar("PRAGMA user_version", transaction)!;
        if (version > SchemaVersion)
        {
            throw new PaasException(
                PaasErrors.Unavailable,
                $"The state in {_path} has format {version}; this version knows formats up to {SchemaVersion}. Update the Paas packages, or open another file.");
        }

        Execute("CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, json BLOB) STRICT", transaction);
        Execute("CREATE INDEX IF NOT EXISTS state_version ON state (version)", transaction);
        Execute($"PRAGMA user_version={SchemaVersion}", transaction);
        transaction.Commit();
    }

    public StateDocument? Get(string key)
    {
        using var command = Command("SELECT key, version, json FROM state WHERE key = $key AND json IS NOT NULL", ("$key", key));
        return ReadAll(command) is [var document] ? document : null;
    }

    // Keys are ASCII below 0x7F, so these are all that begin with the prefix, in ordinal order.
    public IReadOnlyList<StateDocument> List(string prefix)
    {
        using var command = Command(
            "SELECT key, version, json FROM state WHERE key >= $prefix AND key < $end AND json IS NOT NULL ORDER BY key",
            ("$prefix", prefix),
            ("$end", prefix + '\x7F'));
        return ReadAll(command);
    }

    /// <summary>What was written or removed after a revision, in order of revisions, and the revision up to which that is complete.</summary>
    public (IReadOnlyList<StateDocument> Documents, long Revision) ChangedAfter(long after, string prefix)
    {
        // Read first: what is committed in between is left for the next call.
        var revision = Revision();
        if (revision <= after)
            return ([], revision);
        using var command = Command(
            "SELECT key, version, json FROM state WHERE version > $after AND version <= $revision AND key >= $prefix AND key < $end ORDER BY version, key",
            ("$after", after),
            ("$revision", revision),
            ("$prefix", prefix),
            ("$end", prefix + '\x7F'));
        return (ReadAll(command), revision);
    }

    /// <summary>Makes all changes or none; null when an expected version does not match.</summary>
    public long? Commit(IReadOnlyList<StateChange> changes)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var change in changes)
        {
            if (change.ExpectedVersion is not { } expected)
                continue;
            using var check = Command("SELECT version FROM state WHERE key = $key AND json IS NOT NULL", ("$key", change.Key));
            check.Transaction = transaction;
            if ((check.ExecuteScalar() as long? ?? 0) != expected)
                return null;
        }

        var revision = Revision(transaction) + 1;
        using var write = _connection.CreateCommand();
        write.Transaction = transaction;
        write.CommandText = "INSERT INTO state (key, version, json) VALUES ($key, $version, $json) ON CONFLICT (key) DO UPDATE SET version = $version, json = $json";
        var key = write.Parameters.Add("$key", SqliteType.Text);
        write.Parameters.AddWithValue("$version", revision);
        var json = write.Parameters.Add("$json", SqliteType.Blob);
        foreach (var change in changes)
        {
            key.Value = change.Key;
            json.Value = change.Json is { } content ? content.ToArray() : DBNull.Value;
            write.ExecuteNonQuery();
        }

        transaction.Commit();
        return revision;
    }

    /// <summary>How many pages the file may have.</summary>
    public void LimitPages(int pages) => Execute($"PRAGMA max_page_count={pages}");

    public void Dispose() => _connection.Dispose();

    private long Revision(SqliteTransaction? transaction = null) => Scalar("SELECT max(version) FROM state", transaction) as long? ?? 0;

    private static List<StateDocument> ReadAll(SqliteCommand command)
    {
        var documents = new List<StateDocument>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            documents.Add(new StateDocument(reader.GetString(0), reader.GetInt64(1), reader.IsDBNull(2) ? default(ReadOnlyMemory<byte>?) : reader.GetFieldValue<byte[]>(2)));
        return documents;
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    private object? Scalar(string text, SqliteTransaction? transaction = null)
    {
        using var command = Command(text);
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }

    private void Execute(string text, SqliteTransaction? transaction = null)
    {
        using var command = Command(text);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
