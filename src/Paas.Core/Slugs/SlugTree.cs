using System.Runtime.ExceptionServices;

namespace Paas.Slugs;

/// <summary>Reads the entries of a directory, with the digests of their contents, on all cores.</summary>
internal static class SlugTree
{
    /// <param name="directory">The directory.</param>
    /// <param name="pack">Gets the contents, in an order that depends on nothing but names; null when only digests matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The entries in the order of their names.</returns>
    /// <exception cref="SlugFormatException">Something cannot be read.</exception>
    public static SlugEntry[] Read(string directory, PackWriter? pack, CancellationToken cancellationToken)
    {
        var walk = new TreeWalk(directory);
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            Parallel.For(0, Environment.ProcessorCount, options, _ =>
            {
                try
                {
                    using var run = new ContentRun();
                    while (walk.Next(run))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        run.Read();
                        pack?.Take(run);
                    }
                }
                catch
                {
                    // The others would wait for what does not come.
                    walk.Stop();
                    pack?.Stop();
                    throw;
                }
            });
        }
        catch (AggregateException exception)
        {
            var inner = exception.InnerExceptions;
            ExceptionDispatchInfo.Throw(inner.FirstOrDefault(static one => one is SlugFormatException or PaasException) ?? inner[0]);
        }

        return walk.Entries();
    }
}
