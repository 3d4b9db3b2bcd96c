namespace Paas;

/// <summary>Port: takes log lines from dynos, the router and the engine.</summary>
public interface ILogSink
{
    /// <summary>Takes a line. Never blocks and never throws; what cannot be kept is dropped and counted.</summary>
    void Write(LogLine line);
}
