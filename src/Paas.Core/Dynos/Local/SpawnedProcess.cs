using System.IO.Pipes;

namespace Paas.Dynos.Local;

/// <summary>A process that waits behind its gate.</summary>
/// <param name="Pid">Its id, which is also that of its session and process group.</param>
/// <param name="Output">Standard output and standard error in the order in which they were written.</param>
/// <param name="Input">Standard input; null when it was given none.</param>
/// <param name="Gate">A byte opens the gate; closing it unopened makes the process exit.</param>
internal sealed record SpawnedProcess(int Pid, OutputSource Output, IDynoInput? Input, PipeStream Gate);
