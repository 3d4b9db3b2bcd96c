using System.Text.Json.Serialization.Metadata;
using Paas.Engine;

namespace Paas.Access.Store;

/// <summary>Gathers the changes of one commit.</summary>
internal sealed class Changes
{
    private readonly List<StateChange> _changes = [];

    public IReadOnlyList<StateChange> All => _changes;

    /// <summary>Writes a document that has this version now; 0 = must not exist.</summary>
    public Changes Put<T>(string key, T value, JsonTypeInfo<T> type, long? version)
    {
        _changes.Add(new StateChange(key, EngineJson.Write(value, type), version));
        return this;
    }

    public Changes Remove(string key, long? version = null)
    {
        _changes.Add(new StateChange(key, null, version));
        return this;
    }
}
