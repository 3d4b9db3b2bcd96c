namespace Paas.Dynos.Local;

/// <summary>A process of this machine.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Parent">Id of its parent.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session; on macOS its process group, which is what can be seen there.</param>
/// <param name="Start">When it started, in the system's own unit. With the pid it is an identity until the next boot.</param>
/// <param name="Zombie">Whether it has ended and waits to be reaped.</param>
internal readonly record struct ProcessEntry(int Pid, int Parent, int Group, int Session, long Start, bool Zombie);
