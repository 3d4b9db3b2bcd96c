using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Paas.CpuTime;

/// <summary>
/// Runs the same benchmarks as BenchmarkDotNet does, but by processor time: on a machine that others use too, wall time
/// says more about them than about us.
/// </summary>
internal static class CpuTable
{
    private const double WarmNanoseconds = 60e6;
    private const int Pauses = 4;
    private const int PauseMilliseconds = 300;
    private const double RoundNanoseconds = 40e6;
    private const int Rounds = 5;

    public static void Print(TextWriter output, string filter)
    {
        output.WriteLine("| benchmark | parameter | CPU time | ratio to baseline | allocated |");
        output.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var type in typeof(CpuTable).Assembly.GetTypes().Where(static type => type.GetMethods().Any(IsBenchmark)).OrderBy(static type => type.Name, StringComparer.Ordinal))
        {
            if (!type.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))
                continue;
            var parameter = type.GetProperties().SingleOrDefault(static property => property.GetCustomAttribute<ParamsAttribute>() is not null);
            foreach (var value in parameter?.GetCustomAttribute<ParamsAttribute>()!.Values ?? [null])
                PrintOne(output, type, parameter, value);
        }
    }

    private static void PrintOne(TextWriter output, Type type, PropertyInfo? parameter, object? value)
    {
        var instance = Activator.CreateInstance(type)!;
        parameter?.SetValue(instance, value);
        Call<GlobalSetupAttribute>(instance);
        GC.Collect();
        var baseline = 0d;
        foreach (var method in type.GetMethods().Where(IsBenchmark).OrderByDescending(static method => method.GetCustomAttribute<BenchmarkAttribute>()!.Baseline))
        {
            var (time, allocated) = Measure(Loop(instance, method));
            baseline = baseline == 0 ? time : baseline;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {type.Name}.{method.Name} | {(value is null ? "" : $"{value:N0} {parameter!.Name.ToLowerInvariant()}")} | {Text(time)} | {time / baseline:0.00} | {allocated:0.#} B |"));
        }
        Call<GlobalCleanupAttribute>(instance);
    }

    private static bool IsBenchmark(MethodInfo method) => method.GetCustomAttribute<BenchmarkAttribute>() is not null;

    private static void Call<T>(object instance) where T : Attribute =>
        instance.GetType().GetMethods().SingleOrDefault(static method => method.GetCustomAttribute<T>() is not null)?.Invoke(instance, null);

    // A delegate that calls many times: the call through it costs a nanosecond or two, the loop less.
    private static Action<int> Loop(object instance, MethodInfo method)
    {
        if (method.ReturnType == typeof(void))
        {
            var action = method.CreateDelegate<Action>(instance);
            return times =>
            {
                for (; times > 0; times--)
                    action();
            };
        }
        return typeof(CpuTable).GetMethod(nameof(LoopOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(method.ReturnType).Invoke(null, [instance, method]) as Action<int> ?? throw new InvalidOperationException(method.Name);
    }

    private static Action<int> LoopOf<T>(object instance, MethodInfo method)
    {
        var function = method.CreateDelegate<Func<T>>(instance);
        return times =>
        {
            for (; times > 0; times--)
                _ = function();
        };
    }

    private static (double Nanoseconds, double Allocated) Measure(Action<int> loop)
    {
        var calls = 64;
        for (var pause = 0; pause < Pauses; pause++)
        {
            for (var start = ThreadClock.Nanoseconds; ThreadClock.Nanoseconds - start < WarmNanoseconds;)
                loop(calls);
            // The runtime compiles again behind our back, and on a busy machine late.
            Thread.Sleep(PauseMilliseconds);
        }
        double time;
        while ((time = Time(loop, calls)) < RoundNanoseconds)
            calls *= 2;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
            time = Math.Min(time, Time(loop, calls));
        return (time / calls, (GC.GetAllocatedBytesForCurrentThread() - before) / ((double)calls * Rounds));
    }

    private static double Time(Action<int> loop, int calls)
    {
        var start = ThreadClock.Nanoseconds;
        loop(calls);
        return ThreadClock.Nanoseconds - start;
    }

    private static string Text(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.00} ms"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.00} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0.0} ns"),
    };
}
