package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of an object that {@link Handles} makes handlers. Found once; what is wrong is said at once. */
final class Handlers {
    private Handlers() {}

    /** @throws IllegalArgumentException naming the method that cannot be a handler, and why */
    static Map<String, Handler> of(Object object) {
        Map<String, Handler> handlers = new LinkedHashMap<>();
        for (Method method : methods(object.getClass())) {
            Handles handles = method.getAnnotation(Handles.class);
            if (handles != null && handlers.put(handles.value(), handler(object, method)) != null) {
                throw wrong(method, "is the second handler of " + handles.value() + " in this class");
            }
        }
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException(object.getClass().getName() + " has no method with @Handles");
        }
        return handlers;
    }

    private static List<Method> methods(Class<?> type) {
        List<Method> methods = new ArrayList<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                boolean overridden = methods.stream().anyMatch(m -> overrides(m, method));
                if (!method.isSynthetic() && !overridden) {
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    private static boolean overrides(Method below, Method above) {
        return !Modifier.isPrivate(above.getModifiers())
                && !Modifier.isStatic(above.getModifiers())
                && below.getName().equals(above.getName())
                && Arrays.equals(below.getParameterTypes(), above.getParameterTypes());
    }

    private static Handler handler(Object object, Method method) {
        Type[] parameters = method.getGenericParameterTypes();
        long tasks = Arrays.stream(parameters).filter(Task.class::equals).count();
        long payloads = parameters.length - tasks;
        if (tasks > 1 || payloads > 1 || parameters.length == 0) {
            throw wrong(
                    method, "takes " + parameters.length + " parameters; a handler takes the payload, a Task, or both");
        }
        if (method.getTypeParameters().length > 0) {
            throw wrong(method, "has type parameters; a handler names its payload's class");
        }
        try {
            method.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            throw wrong(method, "cannot be called from outside its module: open its package to dev.headrace.worker");
        }
        return task -> call(object, method, arguments(task, parameters));
    }

    private static Object[] arguments(Task task, Type[] parameters) {
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = argument(task, parameters[i]);
        }
        return arguments;
    }

    private static Object argument(Task task, Type parameter) {
        if (parameter.equals(Task.class)) {
            return task;
        }
        return parameter.equals(JsonNode.class) ? task.payload() : task.payloadAs(parameter);
    }

    private static @Nullable Object call(Object object, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw e;
            }
        }
    }

    private static IllegalArgumentException wrong(Method method, String why) {
        String parameters = Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
        return new IllegalArgumentException(
                method.getDeclaringClass().getName() + "." + method.getName() + "(" + parameters + ") " + why);
    }
}
