using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paas.Dynos.Local;

/// <summary>
/// What is known of a dyno's process to a later host: enough to tell it from every other process. Written before the
/// app's code runs.
/// </summary>
/// <param name="Pid">Process id.</param>
/// <param name="Start">Its start time, see <see cref="ProcessEntry.Start"/>.</param>
/// <param name="BootId">The boot in which both are valid.</param>
internal sealed record ProcessRecord(int Pid, long Start, string BootId)
{
    private const string Name = "process.json";

    /// <summary>Where it lives; null for a plain process.</summary>
    public PlaceRecord? Place { get; init; }

    /// <summary>What stands before it; null when it was to end with its host.</summary>
    public SupervisorRecord? Supervisor { get; init; }

    /// <summary>What it was started with, for a host that re-adopts it; without environment and input, because secrets are not written down.</summary>
    public DynoSpec? Spec { get; init; }

    /// <summary>When it was started (UTC).</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Its <c>$PORT</c>.</summary>
    public int? Port { get; init; }

    /// <summary>It is frozen, or about to be.</summary>
    public bool Frozen { get; init; }

    public static ProcessRecord? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, Name)), ProcessRecordJson.Default.ProcessRecord);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // Without a record nothing of the app ever ran.
            return null;
        }
    }

    public void Write(string directory)
    {
        // Renamed, so that it is whole or not there. No fsync: when the machine loses power, the process is gone as well.
        var temporary = Path.Combine(directory, Name + ".new");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, ProcessRecordJson.Default.ProcessRecord));
        File.Move(temporary, Path.Combine(directory, Name), overwrite: true);
    }
}

/// <summary>Serialization of <see cref="ProcessRecord"/>.</summary>
[JsonSerializable(typeof(ProcessRecord))]
internal sealed partial class ProcessRecordJson : JsonSerializerContext;
